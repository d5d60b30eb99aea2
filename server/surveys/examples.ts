/* A survey as the API's document shows it. */

export const exampleSettings = {
  title: 'Lunch',
  description: 'What we should cook.',
  audience: 'members',
  anonymous: true,
  threshold: 5,
  text_threshold: 10,
  results_when: 'steps',
  whole_replies: false,
  split_by: null,
  one_reply_each: true,
  listed: true,
  reply_cap: null,
  opens_at: null,
  due_at: '2026-07-01T16:00:00.000Z',
  language: 'en',
  time_zone: 'Europe/Berlin',
} as const

export const exampleForm = {
  welcome: 'Two questions, **one minute**.',
  thanks: 'Thank you!',
  sections: [],
  questions: [
    {
      id: 'lunch',
      type: 'single_choice',
      title: 'What would you like?',
      text: '',
      required: true,
      section: null,
      shown_if: null,
      original: null,
      choices: [
        { id: 'soup', label: 'Soup' },
        { id: 'salad', label: 'Salad' },
      ],
      other: true,
    },
    {
      id: 'mood',
      type: 'rating',
      title: 'How do you like the kitchen?',
      text: '',
      required: false,
      section: null,
      shown_if: { match: 'all', conditions: [{ question: 'lunch', operator: 'answered' }] },
      original: null,
      min: 1,
      max: 5,
      min_label: 'not at all',
      max_label: 'very much',
    },
  ],
}

export const exampleSummary = {
  id: '0197c0de-9999-7aaa-8bbb-3f6c2b7d8e90',
  can: [
    'edit',
    'publish',
    'close',
    'delete',
    'copy',
    'renew_public_key',
    'manage_editors',
    'see_results',
    'export_replies',
  ],
  ...exampleSettings,
  state: 'open',
  owner: { id: '0197c0de-0000-7aaa-8bbb-3f6c2b7d8e90', username: 'ann' },
  public_key: 'mJ4T0b1Q9y2vWq6nX3fZaA',
  open_by_id: false,
  reply_count: 12,
  form_version: 1,
  published_version: 1,
  published_at: '2026-06-15T07:30:00.000Z',
  closed_at: null,
  version: 2,
  created_at: '2026-06-15T07:00:00.000Z',
  updated_at: '2026-06-15T07:30:00.000Z',
}

const { thanks, welcome, sections, questions } = exampleForm
export const exampleInput = {
  ...exampleSettings,
  due_at: null,
  thanks,
  welcome,
  sections,
  questions: [
    {
      type: 'single_choice',
      id: 'lunch',
      title: 'What would you like?',
      choices: [{ label: 'Soup' }, { label: 'Salad' }],
    },
    questions[1],
  ],
}
