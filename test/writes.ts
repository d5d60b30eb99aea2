import type { Account, Teamroom } from './harness.ts'
import { addEditor, ask, employ } from './samples.ts'
import { makeSurvey, openSurvey } from './surveys.ts'
import { addLeaveType, addPolicy } from './time-off.ts'

/** A change of what there is, and the address at which that is read when it has another one. */
export type Write = [method: string, path: string, body: object, of?: string]

/** Every kind of change that there is of people, holidays and time off, each of something of its own. */
export async function writesOfTimeOff(teamroom: Teamroom, admin: Account): Promise<Write[]> {
  const made = async (path: string, body: object) => (await admin.send('POST', path, body)).headers.location ?? ''
  const someone = () => made('/api/employees', { name: 'Bea', start_date: '2026-01-01' })
  let days = 0
  const dayOff = () => made('/api/company/holidays', { date: `2027-01-0${++days}`, name: 'Ours' })
  const leaveType = async () => (await addLeaveType(admin)).id
  const policy = async () => (await addPolicy(admin, { leave_type_id: await leaveType() })).id

  const ann = await teamroom.account('admin')
  await employ(teamroom, ann)
  const [asked, approved, rejected] = [
    await ask(ann, '2026-07-01'),
    await ask(ann, '2026-07-02'),
    await ask(ann, '2026-07-03'),
  ]
  const [wished, unwanted, cancelled] = [
    await ask(ann, '2026-07-06'),
    await ask(ann, '2026-07-07'),
    await ask(ann, '2026-07-08'),
  ]
  const requests = '/api/time-off/requests'
  await admin.send('POST', `${requests}/${approved}/approval`)
  await admin.send('POST', `${requests}/${rejected}/rejection`)

  const [patterns, others] = [`${await someone()}/working-patterns`, `${await someone()}/working-patterns`]
  const hours = [8, 8, 8, 4, 0, 0, 0]
  await admin.send('PUT', `${others}/2026-07-01`, { hours })
  const assigned = `${await someone()}/policies/${await leaveType()}/2026-07-01`
  const unassigned = `${await someone()}/policies/${await leaveType()}/2026-07-01`
  for (const path of [assigned, unassigned]) await admin.send('PUT', path, { policy_id: null })

  return [
    ['PATCH', '/api/company', { name: 'Ours' }],
    ['PATCH', await someone(), { team: 'Bakery' }],
    ['DELETE', await someone(), {}],
    ['PUT', `${patterns}/2026-07-01`, { hours }, patterns],
    ['DELETE', `${others}/2026-07-01`, {}, others],
    ['PATCH', await dayOff(), { off: 'morning' }],
    ['DELETE', await dayOff(), {}],
    ['PATCH', `/api/time-off/leave-types/${await leaveType()}`, { colour: '#000000' }],
    ['DELETE', `/api/time-off/leave-types/${await leaveType()}`, {}],
    ['PATCH', `/api/time-off/policies/${await policy()}`, { allowance: 30 }],
    ['DELETE', `/api/time-off/policies/${await policy()}`, {}],
    ['PUT', assigned, { policy_id: await policyOf(admin, assigned) }],
    ['DELETE', unassigned, {}],
    ['PATCH', `${requests}/${asked}`, { note: 'At last' }],
    ['POST', `${requests}/${wished}/approval`, {}, `${requests}/${wished}`],
    ['POST', `${requests}/${unwanted}/rejection`, {}, `${requests}/${unwanted}`],
    ['POST', `${requests}/${cancelled}/cancellation`, {}, `${requests}/${cancelled}`],
    ['DELETE', `${requests}/${approved}/approval`, {}, `${requests}/${approved}`],
    ['DELETE', `${requests}/${rejected}/rejection`, {}, `${requests}/${rejected}`],
  ]
}

/** Every kind of change that there is of surveys, each of one of its own. */
export async function writesOfSurveys(teamroom: Teamroom, admin: Account): Promise<Write[]> {
  const draft = async () => `/api/surveys/${(await makeSurvey(admin)).id}`
  const closed = `/api/surveys/${(await openSurvey(admin)).id}`
  await admin.send('POST', `${closed}/closure`)
  const [renewed, published] = [await draft(), await draft()]
  const open = `/api/surveys/${(await openSurvey(admin)).id}`
  const [growing, changing, shrinking] = [await draft(), await draft(), await draft()]
  const [joined, named, left] = [await draft(), await draft(), await draft()]
  const invited = `/api/surveys/${(await makeSurvey(admin, { audience: 'invited' })).id}`
  const [link] = (await admin.send('POST', `${invited}/links`, { addresses: ['ann@example.com'] })).body
  return [
    ['PATCH', await draft(), { title: 'Dinner' }],
    ['DELETE', await draft(), {}],
    ['POST', `${published}/publication`, {}, published],
    ['POST', `${open}/closure`, {}, open],
    ['DELETE', `${closed}/closure`, {}, closed],
    ['PUT', `${renewed}/public-key`, {}, renewed],
    ['POST', `${growing}/questions`, { type: 'yes_no', title: 'Again?' }, growing],
    ['PATCH', `${changing}/questions/lunch`, { title: 'Dinner?' }],
    ['DELETE', `${shrinking}/questions/lunch`, {}],
    ['DELETE', `${invited}/links/${link.id}`, {}],
    ['PUT', `${joined}/editors/${(await teamroom.account('member')).id}`, {}, joined],
    ['POST', `${named}/editors`, { username: (await teamroom.account('member')).username }, named],
    ['DELETE', `${left}/editors/${await addEditor(teamroom, admin, left.split('/')[3] as string)}`, {}, left],
  ]
}

/** A policy of the leave type that the address of an assignment names. */
async function policyOf(admin: Account, assignment: string): Promise<string> {
  const leave_type_id = assignment.match(/policies\/([^/]+)/)?.[1] ?? ''
  return (await addPolicy(admin, { leave_type_id })).id
}
