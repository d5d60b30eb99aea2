import type { Static } from 'typebox'
import { closed, Id, Line, notBlank, nullable, oneOf, PageQuery, Text, Timestamp } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import { exampleForm, exampleInput, exampleSettings, exampleSummary } from './examples.ts'
import { type FormInput, formFields, Question } from './form/schema.ts'

const STATES = ['draft', 'scheduled', 'open', 'full', 'closed'] as const
/** What a survey is at an instant; `full` has all the replies that its cap allows. */
export type State = (typeof STATES)[number]

/** What people who work on a survey can do with it; `can` in answers names those that the caller can. */
export const SURVEY_ACTS = [
  'edit',
  'publish',
  'close',
  'reopen',
  'delete',
  'copy',
  'renew_public_key',
  'manage_links',
  'manage_editors',
  'leave',
  'see_results',
  'export_replies',
] as const
export type SurveyAct = (typeof SURVEY_ACTS)[number]

export const AUDIENCES = ['anyone', 'members', 'invited'] as const

const RESULTS_WHEN = ['steps', 'closed'] as const

/** Among fewer people an answer is too easily somebody's. */
const LEAST_THRESHOLD = 5
const MOST_THRESHOLD = 1_000
const SETTLED = 'For anonymous surveys; does not change once one is published.'

const settings = {
  title: Line(1, 200, notBlank),
  description: Text(0, 2_000),
  audience: oneOf(AUDIENCES, {
    description:
      '`anyone` who has the public link, every account (`members`), or whoever was `invited` by a link of their own, which ' +
      'is good for one reply.',
  }),
  anonymous: Type.Boolean({
    description:
      'Nothing that is stored says whose a reply is. Stays so once it is published, and does not change once there is a reply.',
  }),
  threshold: Type.Integer({
    minimum: LEAST_THRESHOLD,
    maximum: MOST_THRESHOLD,
    description: `At least so many answers are shown together: of the survey, of each question, of each group. ${SETTLED}`,
  }),
  text_threshold: Type.Integer({
    minimum: LEAST_THRESHOLD,
    maximum: MOST_THRESHOLD,
    description:
      'The same for what people write in their own words. Left out, it is 10, or the threshold where that is more. ' +
      SETTLED,
  }),
  results_when: oneOf(RESULTS_WHEN, {
    description:
      'When results come: in `steps`, each of as many new replies as the threshold says, or only once the survey is ' +
      `\`closed\`, which is then final. ${SETTLED}`,
  }),
  whole_replies: Type.Boolean({
    description:
      'Whether whole replies may be read and saved, each with all its answers. Those who reply are told so before they ' +
      `do. Results then come in steps of as many replies as the threshold for texts says. ${SETTLED}`,
  }),
  split_by: nullable(Type.String({ maxLength: 40 }), {
    description:
      'The id of the one question by whose answers results may be filtered, where they come once the survey is closed: a ' +
      `single choice, yes or no, or a scale. ${SETTLED}`,
  }),
  one_reply_each: Type.Boolean({
    description:
      'One reply a person; always so for the invited, and not possible for anyone. Where a change of the audience leaves ' +
      'it out, it is as for a new survey.',
  }),
  listed: Type.Boolean({ description: 'Whether those who may reply find it in the list of open surveys.' }),
  reply_cap: nullable(Type.Integer({ minimum: 1, maximum: 10_000_000 }), {
    description:
      'It takes no more replies than these; null for as many as come. A survey for anyone has 10,000, unless it says otherwise.',
  }),
  opens_at: nullable(Timestamp, { description: 'From when on replies are taken; null: once it is published.' }),
  due_at: nullable(Timestamp, {
    description: 'Until when replies are taken; a page opened before has five minutes more. Null: until it is closed.',
  }),
  language: nullable(
    Type.String({
      maxLength: 35,
      pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$',
      'x-sentence': 'Must be a language tag, such as en or pt-BR.',
    }),
    { description: 'In which its texts are written, so that they are read aloud in it; null where nobody has said.' },
  ),
  time_zone: Line(1, 60, { description: 'An IANA name, in which the owner thinks of these instants.' }),
}

const owner = Type.Unsafe<{ id: string; username: string } | null>({
  type: ['object', 'null'],
  properties: { id: Id, username: Type.String() },
  required: ['id', 'username'],
  description: 'Null when the account is gone.',
})

const can = Type.Array(oneOf(SURVEY_ACTS), {
  description: 'What the caller can do with it now. `leave` is for an editor: to be one no longer.',
})

const summary = {
  id: Id,
  can,
  ...settings,
  state: oneOf(STATES),
  owner,
  public_key: nullable(Type.String(), {
    description: 'Where it is answered: `/api/surveys/public/{key}`. Null for the invited.',
  }),
  open_by_id: Type.Boolean({
    description:
      'True for a survey made by `POST /addsurvey` until its public key is renewed: on the older paths its id alone leads ' +
      'to it.',
  }),
  reply_count: Type.Integer(),
  form_version: Type.Integer({ description: 'Of the questions as they are worked on.' }),
  published_version: nullable(Type.Integer(), { description: 'Of the questions as they are answered.' }),
  published_at: nullable(Timestamp),
  closed_at: nullable(Timestamp),
  version: Type.Integer({ description: 'Goes up by one with every change.' }),
  created_at: Timestamp,
  updated_at: Timestamp,
}

export const SurveySummary = Type.Object(summary, { title: 'SurveySummary', examples: [exampleSummary] })
export type SurveySummary = Static<typeof SurveySummary>
export const SurveyList = Type.Array(SurveySummary)

const form = {
  welcome: Type.String({ description: 'Shown before the questions; Markdown.' }),
  thanks: Type.String({ description: 'Shown after the reply; Markdown.' }),
  sections: Type.Array(
    Type.Object({ id: Type.String(), title: Type.String(), text: Type.String(), shown_if: Type.Unknown() }),
  ),
  questions: Type.Array(Question),
}

export const Survey = Type.Object(
  { ...summary, ...form },
  { title: 'Survey', examples: [{ ...exampleSummary, ...exampleForm }] },
)
export type Survey = Static<typeof Survey>

const optionalSettings = {
  description: Type.Optional(settings.description),
  audience: Type.Optional(settings.audience),
  anonymous: Type.Optional(settings.anonymous),
  threshold: Type.Optional(settings.threshold),
  text_threshold: Type.Optional(settings.text_threshold),
  results_when: Type.Optional(settings.results_when),
  whole_replies: Type.Optional(settings.whole_replies),
  split_by: Type.Optional(settings.split_by),
  one_reply_each: Type.Optional(settings.one_reply_each),
  listed: Type.Optional(settings.listed),
  reply_cap: Type.Optional(settings.reply_cap),
  opens_at: Type.Optional(settings.opens_at),
  due_at: Type.Optional(settings.due_at),
  language: Type.Optional(settings.language),
  time_zone: Type.Optional(settings.time_zone),
}

export const SurveyInput = closed(
  { title: settings.title, ...optionalSettings, ...formFields },
  {
    title: 'SurveyInput',
    description:
      'Left out: for members, anonymous, with results in steps of five replies and texts from ten on, one reply each, ' +
      'listed, without a cap or a deadline, in the company’s time zone.',
    examples: [exampleInput],
  },
)
export type SettingsInput = Partial<Static<ReturnType<typeof settingsShape>>>
const settingsShape = () => Type.Object(settings)
export type SurveyInput = SettingsInput & FormInput & { title: string }

export const SurveyChange = closed(
  { title: Type.Optional(settings.title), ...optionalSettings, ...formFields },
  {
    title: 'SurveyChange',
    minProperties: 1,
    description: 'Questions and sections are replaced as a whole; what is left out stays.',
    examples: [{ title: 'Lunch and dinner' }],
  },
)
export type SurveyChange = SettingsInput & FormInput

export const SurveyQuery = closed({
  ...PageQuery,
  state: Type.Optional(oneOf(STATES)),
})

export const OpenSurveyQuery = closed(PageQuery)

const OpenSurvey = Type.Object(
  {
    id: Id,
    title: Type.String(),
    description: Type.String(),
    public_key: Type.String(),
    anonymous: Type.Boolean(),
    one_reply_each: Type.Boolean(),
    due_at: nullable(Timestamp),
    time_zone: Type.String(),
    replied: Type.Boolean({ description: 'Whether the caller has, where each replies once.' }),
  },
  {
    title: 'OpenSurvey',
    examples: [
      {
        id: exampleSummary.id,
        title: 'Lunch',
        description: 'What we should cook.',
        public_key: exampleSummary.public_key,
        anonymous: true,
        one_reply_each: true,
        due_at: exampleSettings.due_at,
        time_zone: 'Europe/Berlin',
        replied: false,
      },
    ],
  },
)

export type OpenSurvey = Static<typeof OpenSurvey>
export const OpenSurveyList = Type.Array(OpenSurvey)

/** A survey as one file: everything that its author has decided, and nothing of what became of it. */
export const SurveyFile = Type.Object(
  { teamroom_survey: Type.Literal(1, { description: 'The version of this format.' }), ...settings, ...form },
  { title: 'SurveyFile', examples: [{ teamroom_survey: 1, ...exampleSettings, ...exampleForm }] },
)
export type SurveyFile = Static<typeof SurveyFile>

export const SurveyFileInput = closed(
  {
    teamroom_survey: oneOfVersions(),
    title: settings.title,
    ...optionalSettings,
    ...formFields,
  },
  { title: 'SurveyFileInput', examples: [{ teamroom_survey: 1, ...exampleInput }] },
)

function oneOfVersions() {
  return Type.Unsafe<1>({ type: 'integer', enum: [1], description: 'The version of this format.' })
}
