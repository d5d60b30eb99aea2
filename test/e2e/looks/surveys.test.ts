import type { Page } from 'playwright-core'
import { choices, EVERY_ANSWER, EVERY_TYPE, makeSurvey, openSurvey, replyTimes } from '../../surveys.ts'
import { describeLooks } from './looking.ts'

describeLooks(
  'surveys',
  async (web) => {
    const boss = await web.teamroom.account('member')
    const writer = await web.teamroom.account('manager')
    const questions = EVERY_TYPE.map((question, at) => ({
      ...question,
      required: at === 0,
      text: at === 3 ? 'All *that* fit.' : '',
    }))
    const form = {
      audience: 'anyone',
      anonymous: false,
      description: 'What we should cook.',
      welcome: 'A *few* questions.',
    }
    const open = await openSurvey(boss, { title: 'The kitchen', questions, ...form })
    await replyTimes(web.teamroom, open.public_key, 6, (i) => ({ ...EVERY_ANSWER, rating: 1 + (i % 5), nps: 10 - i }))
    await openSurvey(boss, { title: 'For everybody', due_at: '2099-05-03T10:00:00Z' })
    const rule = (conditions: object[]) => ({ match: 'all', conditions })
    const ruled = questions.map((question) => ({
      ...question,
      ...(question.type === 'rating' && {
        section: 'kitchen',
        shown_if: rule([
          { question: 'single_choice', operator: 'is', value: 'soup' },
          { question: 'multiple_choice', operator: 'is_not', value: 'mon' },
        ]),
      }),
      ...(question.type === 'nps' && { section: 'kitchen' }),
    }))
    const sections = [
      { id: 'kitchen', title: 'The kitchen', shown_if: rule([{ question: 'text', operator: 'answered' }]) },
      { id: 'later', title: 'For later' },
    ]
    const draft = await makeSurvey(boss, { title: 'A draft', questions: ruled, sections })
    const hidden = await openSurvey(boss, { title: 'Too few', audience: 'anyone' })
    const invited = await openSurvey(boss, { title: 'By invitation', audience: 'invited', anonymous: false })
    const made = await boss.send('POST', `/api/surveys/${invited.id}/links`, {
      addresses: ['ann@example.com', 'somebody.with.a.long.name@department.company.example.com', 'bea@example.com'],
    })
    await replyTimes(web.teamroom, made.body[0].key, 1)
    await boss.send('DELETE', `/api/surveys/${invited.id}/links/${made.body[2].id}`)
    await boss.send('POST', `/api/surveys/${invited.id}/editors`, { username: writer.username })
    const split = await openSurvey(boss, {
      ...{ title: 'By team', audience: 'anyone', results_when: 'closed', split_by: 'team' },
      questions: [
        { type: 'single_choice', id: 'team', title: 'Team', choices: choices('bar', 'kitchen', 'office') },
        { type: 'rating', id: 'mood', title: 'Mood' },
        { type: 'yes_no', id: 'pay', title: 'Enough pay?' },
      ],
    })
    const teams = ['bar', 'bar', 'kitchen', 'kitchen', 'office']
    await replyTimes(web.teamroom, split.public_key, 20, (i) => {
      return { team: teams[i % 5], mood: 1 + (i % 4), ...(i % 5 > 1 && { pay: true }) }
    })
    await boss.send('POST', `/api/surveys/${split.id}/closure`)
    const group = (team: string) => `/surveys/${split.id}?tab=results&question=team&answer=${team}`
    return [
      { name: 'surveys', path: '/surveys', as: boss },
      { name: 'builder', path: `/surveys/${draft.id}`, as: boss, open: openQuestion },
      { name: 'builder-section', path: `/surveys/${draft.id}`, as: boss, open: openSection },
      { name: 'share', path: `/surveys/${open.id}?tab=share`, as: boss },
      { name: 'share-links', path: `/surveys/${invited.id}?tab=share`, as: boss, open: makeLinks },
      { name: 'results', path: `/surveys/${open.id}?tab=results`, as: boss },
      { name: 'results-hidden', path: `/surveys/${hidden.id}?tab=results`, as: boss },
      { name: 'results-group', path: group('kitchen'), as: boss },
      { name: 'results-group-hidden', path: group('office'), as: boss },
      { name: 'answering', path: `/s/${open.public_key}` },
      { name: 'answering-wrong', path: `/s/${open.public_key}`, open: sendTooEarly },
    ]
  },
  /422 .*\/public\//,
)

async function openQuestion(page: Page): Promise<void> {
  await page.getByRole('button', { name: '4. Days' }).click()
  await page.getByRole('region', { name: 'Preview' }).getByText('The wed').waitFor()
  await page.getByRole('button', { name: 'Ask only if' }).click()
}

async function openSection(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'The kitchen', exact: true }).click()
  await page.getByLabel('Heading', { exact: true }).waitFor()
}

async function makeLinks(page: Page): Promise<void> {
  await page.getByLabel('Addresses', { exact: true }).fill('guest')
  await page.getByRole('button', { name: 'Make 1 link' }).click()
  await page.getByText('1 link is made').waitFor()
}

async function sendTooEarly(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByText('An answer is needed.').waitFor()
}
