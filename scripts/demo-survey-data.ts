const choices = (entries: Record<string, string>) => Object.entries(entries).map(([id, label]) => ({ id, label }))

/** Anonymous, and open: most types of question, one of which is asked of those who are not happy. */
export const WORK_SURVEY = {
  title: 'How do you like working here?',
  description: 'Four minutes. Nobody can see whose reply is whose.',
  audience: 'members',
  anonymous: true,
  one_reply_each: true,
  welcome: 'Say what you think. **Nothing that is stored says who you are.**',
  thanks: 'Thank you! We talk about the results when everybody had the time.',
  sections: [{ id: 'place', title: 'The place', text: 'Where and with what you work.' }],
  questions: [
    { id: 'mood', type: 'rating', title: 'How was your month?', required: true, min_label: 'bad', max_label: 'great' },
    {
      id: 'why',
      type: 'long_text',
      title: 'What was wrong?',
      shown_if: { conditions: [{ question: 'mood', operator: 'at_most', value: 2 }] },
    },
    { id: 'recommend', type: 'nps', title: 'Would you recommend us to a friend?' },
    {
      ...{ id: 'place', type: 'single_choice', title: 'Where do you work best?', section: 'place', other: true },
      choices: choices({ office: 'At the office', home: 'At home', both: 'Some of each' }),
    },
    {
      ...{ id: 'lacking', type: 'multiple_choice', title: 'What is missing?', section: 'place', other: true },
      choices: choices({ quiet: 'Quiet', time: 'Time', light: 'Light' }),
    },
    {
      ...{ id: 'first', type: 'ranking', title: 'What should we buy first?', section: 'place' },
      choices: choices({ chairs: 'Chairs', screens: 'Screens', coffee: 'A coffee machine' }),
    },
    {
      ...{ id: 'parts', type: 'matrix', title: 'How are these?', section: 'place' },
      rows: choices({ kitchen: 'The kitchen', yard: 'The yard', meetings: 'The meeting rooms' }),
      columns: choices({ good: 'Good', bad: 'Bad' }),
    },
    { id: 'words', type: 'long_text', title: 'Anything else?' },
  ],
}

/** Open to whoever has the link, and asked of many. */
export const SUPPORT_SURVEY = {
  title: 'How was our support?',
  description: 'One minute, about the last time that you asked us something.',
  audience: 'anyone',
  anonymous: true,
  thanks: 'Thank you! **Every reply is read.**',
  questions: [
    { id: 'recommend', type: 'nps', title: 'How likely are you to recommend us?', required: true },
    {
      ...{ id: 'rating', type: 'rating', title: 'How quickly was it solved?', required: true },
      ...{ min_label: 'far too slowly', max_label: 'at once' },
    },
    {
      ...{ id: 'way', type: 'single_choice', title: 'How did you reach us?', other: true },
      choices: choices({ chat: 'Chat', mail: 'E-mail', phone: 'Telephone', forum: 'The forum' }),
    },
    {
      ...{ id: 'wishes', type: 'multiple_choice', title: 'What should we do better?' },
      choices: choices({
        speed: 'Answer sooner',
        words: 'Use plainer words',
        hours: 'Be there in the evening',
        docs: 'Better manuals',
      }),
    },
    { id: 'solved', type: 'yes_no', title: 'Was it solved?' },
    {
      ...{ id: 'words', type: 'long_text', title: 'What went wrong?' },
      shown_if: { conditions: [{ question: 'rating', operator: 'at_most', value: 2 }] },
    },
  ],
}

/** Closed, and says who comes: what it is for. */
export const PARTY_SURVEY = {
  title: 'Summer party: who comes?',
  description: 'So that there is enough to eat.',
  audience: 'members',
  anonymous: false,
  one_reply_each: true,
  questions: [
    { id: 'comes', type: 'yes_no', title: 'Do you come?', required: true },
    {
      ...{ id: 'guests', type: 'number', title: 'How many guests do you bring?', min: 0, max: 6, decimals: 0 },
      shown_if: { conditions: [{ question: 'comes', operator: 'is', value: true }] },
    },
    {
      ...{ id: 'plate', type: 'single_choice', title: 'From the grill:' },
      choices: choices({ fish: 'Fish', vegan: 'Vegan', none: 'Nothing, thank you' }),
      shown_if: { conditions: [{ question: 'comes', operator: 'is', value: true }] },
    },
  ],
}

/** Not published yet. */
export const DRAFT_SURVEY = {
  title: 'Tools for next year',
  description: 'Before we order.',
  questions: [
    { id: 'tool', type: 'text', title: 'Which tool do you miss most?', required: true },
    { id: 'price', type: 'number', title: 'What does it cost, in euros?', min: 0 },
    { id: 'by', type: 'date', title: 'When would you need it?' },
  ],
}
