import type { Tables } from '../../db/tables.ts'
import type { TableData } from './table-data.ts'

const COUNTED = 'Follows from the replies; `surveys/` has the results.'

export const SURVEYS = {
  // Administrators look after the surveys of somebody who is gone.
  surveys: {
    key: 'id',
    keeps:
      'id title description audience anonymous threshold text_threshold results_when whole_replies split_by ' +
      'one_reply_each listed reply_cap open_by_id opens_at due_at time_zone language form_version published_version ' +
      'published_at closed_at reply_count begun_count version removed_at created_at updated_at',
    clears: 'owner_id',
    hides: 'link_key receipt_key',
    files: [{ name: 'surveys', of: { account: 'owner_id' } }],
    erased: { as: 'surveys', rows: 'cleared', of: { account: 'owner_id' } },
    companyFile: {
      name: 'surveys',
      about: 'Surveys and their settings; `surveys/` has what came of each.',
      omits: 'removed_at',
      survey: 'id',
    },
  },
  survey_forms: {
    key: 'survey_id version',
    keeps: 'survey_id version form published_at',
    companyFile: { name: 'survey-forms', about: 'What each version of a survey asks.', survey: 'survey_id' },
  },
  survey_texts: {
    key: 'survey_id version',
    keeps: 'survey_id version html',
    leftOut: 'The texts of forms as HTML; `survey-forms` has them as they were written.',
  },
  survey_editors: {
    key: 'survey_id user_id',
    clears: 'survey_id user_id',
    files: [{ name: 'survey-editors', of: { account: 'user_id' } }],
    erased: { as: 'surveys', rows: 'deleted', of: { account: 'user_id' } },
    companyFile: { name: 'survey-editors', about: 'Who edits which survey.', survey: 'survey_id' },
  },
  survey_links: {
    key: 'id',
    keeps: 'id survey_id revoked_at created_at',
    clears: 'address created_by',
    hides: 'token_hash',
    files: [
      {
        name: 'survey-links',
        of: { confirmedAddress: 'address' },
        columns: 'id survey_id address revoked_at created_at',
      },
      { name: 'survey-links-made', of: { account: 'created_by' }, columns: 'id survey_id created_at' },
    ],
    erased: { as: 'survey_links', rows: 'by hand' },
    companyFile: {
      name: 'survey-links',
      about: 'For whom single-use links were made. Links are not here, nor whether they were used.',
      survey: 'survey_id',
    },
  },
  // Of replies to anonymous surveys nobody can tell whose they are.
  survey_replies: {
    key: 'survey_id id',
    keeps: 'survey_id id form_version answers day submitted_at',
    clears: 'user_id link_id',
    hides: 'once_key',
    files: [{ name: 'survey-replies', of: { account: 'user_id', linkToConfirmedAddress: 'link_id' } }],
    erased: { as: 'survey_replies', rows: 'by hand' },
    leftOut: '`surveys/` has them, those to anonymous surveys as far as their results are shown.',
  },
  survey_participants: {
    key: 'survey_id',
    hides: 'survey_id participants',
    leftOut: 'Says who has replied to an anonymous survey, which is nobody’s to know.',
  },
  survey_untallied: {
    key: 'survey_id reply_id',
    keeps: 'survey_id reply_id',
    leftOut: COUNTED,
  },
  survey_tallies: {
    key: 'survey_id form_version question_id cell',
    keeps: 'survey_id form_version question_id cell value count',
    leftOut: COUNTED,
  },
  survey_held: {
    key: 'survey_id',
    keeps: 'survey_id held',
    leftOut: 'What of anonymous replies is not shown yet.',
  },
  survey_words: {
    key: 'survey_id question_id id',
    keeps: 'survey_id question_id id form_version text',
    leftOut: 'What people wrote in anonymous surveys: `surveys/` has it as far as it is shown.',
  },
} satisfies Partial<Record<keyof Tables, TableData>>
