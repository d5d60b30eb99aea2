import { escapeHtml } from '../html.ts'
import type { Letter } from '../mail.ts'

/*
 * What every mail says is written here, but for the company's name, which administrators choose. Nobody else's words stand
 * in one: a user name or an address could be an invitation to somewhere else, sent to anybody in this server's name.
 */

/** Who writes, and in which language. */
export interface Sender {
  name: string
  /** A language tag. */
  locale: string
}

/** What a letter says: before and after the link, where it is about one. */
interface Words {
  subject: string
  before: string
  after: string
}

/** A link, and the address that it is mailed to. */
interface Mailing {
  email: string
  url: string
}

/** Brings somebody the link by which they choose another password. */
export function resetLetter(company: Sender, { email, url }: Mailing): Letter {
  return letter(
    email,
    url,
    {
      en: {
        subject: 'Choose a new password',
        before: `Someone asked for a new password for your account at ${company.name}. If it was you, choose one here within 24 hours:`,
        after: 'If it wasn’t you, ignore this email: your password stays as it is.',
      },
      de: {
        subject: 'Neues Passwort wählen',
        before: `Jemand hat für dein Konto bei ${company.name} ein neues Passwort angefordert. Wenn du das warst, wähle es hier innerhalb von 24 Stunden:`,
        after: 'Wenn du es nicht warst, ignoriere diese E-Mail: Dein Passwort bleibt, wie es ist.',
      },
    }[languageOf(company)],
  )
}

/** Brings somebody the link by which they create an account. */
export function inviteLetter(company: Sender, { email, url }: Mailing): Letter {
  return letter(
    email,
    url,
    {
      en: {
        subject: `Your invitation to ${company.name}`,
        before: `You are invited to the Teamroom of ${company.name}. Create your account here within seven days:`,
        after: 'If you weren’t expecting this, ignore this email.',
      },
      de: {
        subject: `Deine Einladung zu ${company.name}`,
        before: `Du bist in den Teamroom von ${company.name} eingeladen. Lege dein Konto hier innerhalb von sieben Tagen an:`,
        after: 'Wenn du nichts davon weißt, ignoriere diese E-Mail.',
      },
    }[languageOf(company)],
  )
}

/** Brings somebody who has registered the link by which they get their account. */
export function signUpLetter(company: Sender, { email, url }: Mailing): Letter {
  return letter(
    email,
    url,
    {
      en: {
        subject: 'Confirm your email address',
        before: `Someone signed up for the Teamroom of ${company.name} with this email address. If it was you, confirm it here within 24 hours, with the password you chose:`,
        after: 'If it wasn’t you, ignore this email: no account will be created.',
      },
      de: {
        subject: 'Bestätige deine E-Mail-Adresse',
        before: `Jemand hat sich mit dieser E-Mail-Adresse im Teamroom von ${company.name} registriert. Wenn du das warst, bestätige sie hier innerhalb von 24 Stunden mit dem Passwort, das du gewählt hast:`,
        after: 'Wenn du es nicht warst, ignoriere diese E-Mail: Es wird kein Konto angelegt.',
      },
    }[languageOf(company)],
  )
}

/** Brings somebody the link by which an address becomes that of their account. */
export function confirmAddressLetter(company: Sender, { email, url }: Mailing): Letter {
  return letter(
    email,
    url,
    {
      en: {
        subject: 'Confirm your email address',
        before: `Someone entered this email address for their account at ${company.name}. If it was you, confirm it here within 24 hours, with the password of your account:`,
        after: 'If it wasn’t you, ignore this email: the address stays unconfirmed.',
      },
      de: {
        subject: 'Bestätige deine E-Mail-Adresse',
        before: `Jemand hat diese E-Mail-Adresse für sein Konto bei ${company.name} eingetragen. Wenn du das warst, bestätige sie hier innerhalb von 24 Stunden mit dem Passwort deines Kontos:`,
        after: 'Wenn du es nicht warst, ignoriere diese E-Mail: Die Adresse bleibt unbestätigt.',
      },
    }[languageOf(company)],
  )
}

/** Tells somebody who has an account with this address that it was entered for another one; the link leads to signing in. */
export function addressInUseLetter(company: Sender, { email, url }: Mailing): Letter {
  return letter(
    email,
    url,
    {
      en: {
        subject: 'You already have an account',
        before: `Someone entered this email address for another account at ${company.name}. You already have one with it. Sign in here; if you forgot your password, you can choose a new one there:`,
        after: 'If it wasn’t you, ignore this email: your account stays as it is.',
      },
      de: {
        subject: 'Du hast schon ein Konto',
        before: `Jemand hat diese E-Mail-Adresse für ein weiteres Konto bei ${company.name} eingetragen. Du hast damit schon eins. Melde dich hier an; wenn du dein Passwort vergessen hast, kannst du dort ein neues wählen:`,
        after: 'Wenn du es nicht warst, ignoriere diese E-Mail: Dein Konto bleibt, wie es ist.',
      },
    }[languageOf(company)],
  )
}

/** Tells somebody at the address that their account had until now that it has another one, or none. */
export function addressChangedLetter(company: Sender, { email }: Pick<Mailing, 'email'>): Letter {
  return letter(
    email,
    undefined,
    {
      en: {
        subject: 'Your email address was changed',
        before: `The email address of your account at ${company.name} was changed, and this one is no longer used.`,
        after: 'If it wasn’t you, tell an administrator right away.',
      },
      de: {
        subject: 'Deine E-Mail-Adresse wurde geändert',
        before: `Die E-Mail-Adresse deines Kontos bei ${company.name} wurde geändert; diese hier wird nicht mehr verwendet.`,
        after: 'Wenn du es nicht warst, wende dich sofort an einen Administrator.',
      },
    }[languageOf(company)],
  )
}

function languageOf({ locale }: Sender): 'de' | 'en' {
  return /^de\b/i.test(locale) ? 'de' : 'en'
}

function letter(to: string, url: string | undefined, { subject, before, after }: Words): Letter {
  const link = url === undefined ? [] : [`<a href="${escapeHtml(url)}">${escapeHtml(url)}</a>`]
  const paragraphs = [escapeHtml(before), ...link, escapeHtml(after)]
  return {
    to,
    subject,
    text: [before, ...(url === undefined ? [] : [url]), after].join('\n\n'),
    html: paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('\n'),
  }
}
