import { AppError } from '../../errors.ts'
import { headerKey } from '../../tables/header-rules.ts'

/** What a column of a file can say of a person. The export has those before `first_name`, in this order. */
export const FIELDS = [
  'id',
  'name',
  'account',
  'manager',
  'team',
  'start_date',
  'end_date',
  'holiday_region',
  'working_hours',
  'personnel_number',
  'email',
  'first_name',
  'last_name',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const
export type Field = (typeof FIELDS)[number]

/** The hours of each day, Monday first, for files that have a column for each. */
export const DAYS = FIELDS.slice(-7)

/** The field that each column of a file stands for, from the first one on; null for one that is left out. */
export type Mapping = readonly (Field | null)[]

/** What files call each field in English and German, as `headerKey` has it. */
const TITLES: Record<Field, RegExp> = {
  id: /^(teamroom)?id$/,
  name: /^(full)?name$|^employee(name|sname)?$|^mitarbeiter(in|innen|name)?$|^vollername$|^person$/,
  account: /^(user)?account$|^user(name|id)?$|^login(name)?$|^benutzer(name|konto)?$|^konto$|^anmeldename$/,
  manager:
    /^(line)?manager(name|in)?$|^supervisor$|^boss$|^reportsto$|^vorgesetzte?(r|n)?$|^fuh?rungskraft$|^chef(in)?$|^teamleit(ung|er|erin)$/,
  team: /^team$|^dep(t|artment)$|^abteilung$|^bereich$|^gruppe$|^organi[sz]ationseinheit$|^orgunit$|^unit$/,
  start_date:
    /^start(date|ing|ingdate|ed|edon|datum)?$|^first(working)?day$|^entry(date)?$|^(date)?(of)?hired?(date|on)?$|^dateofjoining$|^join(ed|date|ing|ingdate)$|^employed(since|from)$|^employmentstart(date)?$|^eintritt(am|sdatum|stermin)?$|^einstellung(sdatum)?$|^beginn$|^(beschaftigt|angestellt|mitarbeiterin|dabei)seit$|^erstertag$/,
  end_date:
    /^end(date|datum)?$|^last(working)?day$|^(leaving|termination|exit)(date)?$|^left(on)?$|^employed(until|to)$|^employmentend(date)?$|^austritt(am|sdatum|stermin)?$|^ende$|^letzter(arbeits)?tag$|^beschaftigtbis$/,
  holiday_region: /^(public)?holiday(s|region)?$|^feiertags?(region|kalender|e)?$/,
  working_hours:
    /^work(ing)?(hours|week|time)$|^week(ly)?(working)?hours$|^hours?((per|a)?week)?$|^wochen(arbeits)?(stunden|zeit|plan)$|^arbeits(zeit|zeiten|stunden)$|^(stunden|std)(pro|je)?(woche)?$|^soll(stunden|arbeitszeit)$/,
  personnel_number:
    /^(personnel|employee|staff|payroll|worker)(number|no|nr|id|code)$|^pers(onal)?(nummer|nr|no)$|^mitarbeiter(nummer|nr|id)$|^(stamm|personalstamm)(nummer|nr)$/,
  email: /^(work|business|company|dienstliche|geschaftliche)?(e?mail)(address|adresse)?$/,
  first_name: /^(first|given|fore)names?$|^vornamen?$|^rufname$/,
  last_name: /^(last|sur|family)name$|^(nach|familien|zu)name$/,
  monday: /^mon?(day)?(hours)?$|^mo(ntag)?(stunden)?$/,
  tuesday: /^tue?s?(day)?(hours)?$|^di(enstag)?(stunden)?$/,
  wednesday: /^wed?(nesday)?(hours)?$|^mi(ttwoch)?(stunden)?$/,
  thursday: /^thu?r?s?(day)?(hours)?$|^do(nnerstag)?(stunden)?$/,
  friday: /^fri?(day)?(hours)?$|^fr(eitag)?(stunden)?$/,
  saturday: /^sat?(urday)?(hours)?$|^sa(mstag)?(stunden)?$|^sonnabend$/,
  sunday: /^sun?(day)?(hours)?$|^so(nntag)?(stunden)?$/,
}

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/**
 * What the columns of a file stand for, by their titles and by what is in them; each field once, for the first column that is
 * called so. In German files `Name` beside `Vorname` is the last name, and an `ID` of another system is a personnel number.
 */
export function guessedMapping(titles: readonly string[], rows: readonly (readonly string[])[]): Mapping {
  const keys = titles.map((title) => (fieldNamed(title) ? title : headerKey(title)))
  const named = keys.map((key) => fieldNamed(key) ?? FIELDS.find((field) => TITLES[field].test(key)) ?? null)
  const hasFirst = named.includes('first_name') && !named.includes('last_name')
  const meant = named.map((field, i) => {
    if (field === 'name' && hasFirst) return 'last_name'
    if (field !== 'id' || named.includes('personnel_number')) return field
    const ids = rows.map((row) => row[i]?.trim() ?? '').filter((id) => id !== '')
    return ids.length > 0 && !ids.some((id) => UUID.test(id)) ? 'personnel_number' : field
  })
  return meant.map((field, i) => (meant.indexOf(field) === i ? field : null))
}

function fieldNamed(title: string): Field | undefined {
  const name = title.trim().toLowerCase()
  return FIELDS.find((field) => field === name)
}

/**
 * A mapping as it is sent: fields in the order of the columns, between commas; nothing for a column that is left out.
 * @throws AppError `invalid` on `columns` for what is no field, one that is there twice, and more than there are columns.
 */
export function sentMapping(sent: string, titles: readonly string[]): Mapping {
  const names = sent.split(',').map((name) => name.trim())
  const known: readonly string[] = FIELDS
  const twice = names.find((name, i) => name !== '' && names.indexOf(name) !== i)
  if (names.some((name) => name !== '' && !known.includes(name))) throw bad(`Must be one of: ${FIELDS.join(', ')}.`)
  if (twice !== undefined) throw bad(`Two columns cannot both be ${twice}.`)
  if (names.length > titles.length) throw bad(`The file has ${titles.length} columns.`)
  return titles.map((_, i) => (names[i] || null) as Field | null)
}

function bad(sentence: string): AppError {
  return new AppError('invalid', '', { errors: { query: { columns: [sentence] } } })
}
