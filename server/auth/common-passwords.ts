/** True for a password that is among the first that anyone would try, in whatever case it is written. */
export async function isCommonPassword(password: string): Promise<boolean> {
  // 4 MB that only a server on which somebody chooses a password has to hold.
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return dictionary['passwords-common'].includes(password.toLowerCase())
}
