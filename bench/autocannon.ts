/** Runs autocannon with the options it is given as JSON; prints what that found as JSON. */
import autocannon from 'autocannon'

console.log(JSON.stringify(await autocannon(JSON.parse(process.argv[2] as string))))
