import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate } from '@tanstack/react-router'
import { BASE_PATH } from './base-path.ts'
import { HomePage } from './home/home-page.tsx'
import { newsSearch } from './news/search.ts'
import { calendarSearch } from './time-off/calendar/search.ts'
import { chosenBalance, chosenRequests } from './time-off/searches.ts'
import { Shell } from './ui/shell.tsx'
import { Missing } from './ui/states.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: Missing })
const getParentRoute = () => root

const home = createRoute({ getParentRoute, path: '/', component: HomePage })
const news = createRoute({
  getParentRoute,
  path: '/news',
  validateSearch: newsSearch,
  component: lazyRouteComponent(() => import('./news/news-page.tsx'), 'NewsPage'),
})
const post = createRoute({
  getParentRoute,
  path: '/news/$id',
  validateSearch: ({
    tab,
    version,
  }: Record<string, unknown>): { tab?: string | undefined; version?: number | undefined } => ({
    ...(typeof tab === 'string' && { tab }),
    ...(typeof version === 'number' && { version }),
  }),
  component: lazyRouteComponent(() => import('./news/post-page.tsx'), 'PostPage'),
})
const newPost = createRoute({
  getParentRoute,
  path: '/news/new',
  staticData: { wide: true },
  component: lazyRouteComponent(() => import('./news/editor-page.tsx'), 'NewPostPage'),
})
const editPost = createRoute({
  getParentRoute,
  path: '/news/$id/edit',
  staticData: { wide: true },
  component: lazyRouteComponent(() => import('./news/editor-page.tsx'), 'EditPostPage'),
})
const timeOff = createRoute({
  getParentRoute,
  path: '/time-off',
  validateSearch: chosenRequests,
  component: lazyRouteComponent(() => import('./time-off/time-off-page.tsx'), 'TimeOffPage'),
})
const calendar = createRoute({
  getParentRoute,
  path: '/time-off/calendar',
  validateSearch: calendarSearch,
  component: lazyRouteComponent(() => import('./time-off/calendar/calendar-page.tsx'), 'CalendarPage'),
  staticData: { wide: true },
})
const timeOffRequest = createRoute({
  getParentRoute,
  path: '/time-off/requests/$id',
  component: lazyRouteComponent(() => import('./time-off/asking/change-page.tsx'), 'ChangePage'),
})
const balance = createRoute({
  getParentRoute,
  path: '/time-off/balance',
  validateSearch: chosenBalance,
  component: lazyRouteComponent(() => import('./time-off/balance/balance-page.tsx'), 'BalancePage'),
})
interface SurveySearch {
  tab?: string | undefined
  /** Results of those replies alone that answer a question so. */
  question?: string | undefined
  answer?: string | undefined
}
const surveys = createRoute({
  getParentRoute,
  path: '/surveys',
  validateSearch: ({ state }: Record<string, unknown>): { state?: string | undefined } =>
    typeof state === 'string' ? { state } : {},
  component: lazyRouteComponent(() => import('./surveys/surveys-page.tsx'), 'SurveysPage'),
})
const survey = createRoute({
  getParentRoute,
  path: '/surveys/$id',
  validateSearch: ({ tab, question, answer }: Record<string, unknown>): SurveySearch => ({
    ...(typeof tab === 'string' && { tab }),
    // An answer may be a number, which the router reads as one.
    ...(question !== undefined && answer !== undefined && { question: String(question), answer: String(answer) }),
  }),
  component: lazyRouteComponent(() => import('./surveys/survey-page.tsx'), 'SurveyPage'),
})
const settings = createRoute({
  getParentRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
})
/** Whoever comes with an invite is asked to make an account, wherever that is; who has one goes on to the home page. */
const join = createRoute({ getParentRoute, path: '/join', component: () => <Navigate to="/" replace /> })
const reset = createRoute({
  getParentRoute,
  path: '/reset',
  staticData: { open: true },
  component: lazyRouteComponent(() => import('./auth/reset-page.tsx'), 'ResetPage'),
})
const confirmEmail = createRoute({
  getParentRoute,
  path: '/confirm',
  staticData: { open: true },
  component: lazyRouteComponent(() => import('./auth/confirm-page.tsx'), 'ConfirmPage'),
})

const people = createRoute({
  getParentRoute,
  path: '/people',
  component: lazyRouteComponent(() => import('./people/people-room.tsx'), 'PeopleRoom'),
})
const inPeople = () => people
const textsOf = <Name extends string>(search: Record<string, unknown>, ...names: Name[]) =>
  Object.fromEntries(names.flatMap((name) => (typeof search[name] === 'string' ? [[name, search[name]]] : []))) as {
    [name in Name]?: string
  }
const peopleRooms = [
  createRoute({
    getParentRoute: inPeople,
    path: '/',
    validateSearch: (search: Record<string, unknown>) => textsOf(search, 'name', 'team', 'all'),
    staticData: { wide: true },
    component: lazyRouteComponent(() => import('./people/people-page.tsx'), 'PeoplePage'),
  }),
  createRoute({
    getParentRoute: inPeople,
    path: '/new',
    component: lazyRouteComponent(() => import('./people/new-person-page.tsx'), 'NewPersonPage'),
  }),
  createRoute({
    getParentRoute: inPeople,
    path: '/import',
    component: lazyRouteComponent(() => import('./people/import-page.tsx'), 'ImportPage'),
  }),
  createRoute({
    getParentRoute: inPeople,
    path: '/policies',
    validateSearch: (search: Record<string, unknown>) => textsOf(search, 'edit', 'assign'),
    component: lazyRouteComponent(() => import('./people/policies-page.tsx'), 'PoliciesPage'),
  }),
  createRoute({
    getParentRoute: inPeople,
    path: '/leave-types',
    validateSearch: (search: Record<string, unknown>) => textsOf(search, 'edit'),
    component: lazyRouteComponent(() => import('./people/leave-types-page.tsx'), 'LeaveTypesPage'),
  }),
  createRoute({
    getParentRoute: inPeople,
    path: '/holidays',
    validateSearch: (search: Record<string, unknown>) => textsOf(search, 'edit', 'region', 'year'),
    component: lazyRouteComponent(() => import('./people/holidays-page.tsx'), 'HolidaysPage'),
  }),
  createRoute({
    getParentRoute: inPeople,
    path: '/$id',
    component: lazyRouteComponent(() => import('./people/person-page.tsx'), 'PersonPage'),
  }),
] as const

const users = createRoute({
  getParentRoute,
  path: '/settings/users',
  // The router reads digits as a number.
  validateSearch: ({ q }: Record<string, unknown>): { q?: string } => (q === undefined ? {} : { q: String(q) }),
  component: lazyRouteComponent(() => import('./settings/users-page.tsx'), 'UsersPage'),
})
const invites = createRoute({
  getParentRoute,
  path: '/settings/invites',
  component: lazyRouteComponent(() => import('./settings/invites-page.tsx'), 'InvitesPage'),
})
const company = createRoute({
  getParentRoute,
  path: '/settings/company',
  component: lazyRouteComponent(() => import('./settings/company-page.tsx'), 'CompanyPage'),
})

const privacy = createRoute({
  getParentRoute,
  path: '/settings/privacy',
  component: lazyRouteComponent(() => import('./privacy/privacy-page.tsx'), 'PrivacyPage'),
})

/** Every address of the app, on one page. Rooms are fetched when somebody enters them. */
export const router = createRouter({
  basepath: BASE_PATH,
  routeTree: root.addChildren([
    home,
    news,
    newPost,
    post,
    editPost,
    timeOff,
    timeOffRequest,
    balance,
    calendar,
    surveys,
    survey,
    settings,
    users,
    invites,
    company,
    privacy,
    join,
    reset,
    confirmEmail,
    people.addChildren(peopleRooms),
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
  interface StaticDataRouteOption {
    /** For calendars and tables, which take all the width there is. */
    wide?: boolean
    /** For those too who have not signed in. */
    open?: boolean
  }
}
