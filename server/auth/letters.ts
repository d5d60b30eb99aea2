import { escapeHtml } from '../html.ts'
import type { Letter } from '../mail.ts'

/** Who writes, and in which language. */
interface Sender {
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

/** Brings somebody the link by which they choose another password. */
export function resetLetter(company: Sender, { username, email }: { username: string; email: string }, url: string) {
  return letter(
    email,
    url,
    {
      en: {
        subject: 'Choose a new password',
        before: `Somebody has asked for a new password for your account ${username} at ${company.name}. If it was you, choose one here within 24 hours:`,
        after: 'If it was not you, there is nothing to do: your password stays as it is.',
      },
      de: {
        subject: 'Neues Passwort wählen',
        before: `Jemand hat für dein Konto ${username} bei ${company.name} ein neues Passwort angefordert. Wenn du das warst, wähle es hier innerhalb von 24 Stunden:`,
        after: 'Wenn du es nicht warst, brauchst du nichts zu tun: Dein Passwort bleibt, wie es ist.',
      },
    }[languageOf(company)],
  )
}

/** Brings somebody the link by which they make an account. */
export function inviteLetter(company: Sender, { inviter, email }: { inviter: string; email: string }, url: string) {
  return letter(
    email,
    url,
    {
      en: {
        subject: `Your invitation to ${company.name}`,
        before: `${inviter} invites you to the Teamroom of ${company.name}. Make your account here within seven days:`,
        after: 'If you do not know what this is about, there is nothing to do.',
      },
      de: {
        subject: `Deine Einladung zu ${company.name}`,
        before: `${inviter} lädt dich in den Teamroom von ${company.name} ein. Lege dein Konto hier innerhalb von sieben Tagen an:`,
        after: 'Wenn du nicht weißt, worum es geht, brauchst du nichts zu tun.',
      },
    }[languageOf(company)],
  )
}

/** Tells somebody at the address that their account had until now that it has another one, or none. */
export function addressChangedLetter(company: Sender, { username, email }: { username: string; email: string }) {
  return letter(
    email,
    undefined,
    {
      en: {
        subject: 'Your e-mail address was changed',
        before: `The e-mail address of your account ${username} at ${company.name} was changed, and this address is no longer used.`,
        after: 'If it was not you, tell an administrator at once.',
      },
      de: {
        subject: 'Deine E-Mail-Adresse wurde geändert',
        before: `Die E-Mail-Adresse deines Kontos ${username} bei ${company.name} wurde geändert; diese Adresse wird nicht mehr verwendet.`,
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
