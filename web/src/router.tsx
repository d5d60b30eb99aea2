import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate } from '@tanstack/react-router'
import { HomePage } from './home/home-page.tsx'
import { Shell } from './ui/shell.tsx'
import { Missing } from './ui/states.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: Missing })
const getParentRoute = () => root

const home = createRoute({ getParentRoute, path: '/', component: HomePage })
/** Where invites lead. Who has an account already finds the home page. */
const join = createRoute({ getParentRoute, path: '/join', component: () => <Navigate to="/" replace /> })
const news = createRoute({
  getParentRoute,
  path: '/news',
  component: lazyRouteComponent(() => import('./news/news-page.tsx'), 'NewsPage'),
})
const post = createRoute({
  getParentRoute,
  path: '/news/$id',
  component: lazyRouteComponent(() => import('./news/post-page.tsx'), 'PostPage'),
})
const timeOff = createRoute({
  getParentRoute,
  path: '/time-off',
  component: lazyRouteComponent(() => import('./time-off/time-off-page.tsx'), 'TimeOffPage'),
})
const surveys = createRoute({
  getParentRoute,
  path: '/surveys',
  component: lazyRouteComponent(() => import('./surveys/surveys-page.tsx'), 'SurveysPage'),
})
const survey = createRoute({
  getParentRoute,
  path: '/surveys/$id',
  validateSearch: ({ tab }: Record<string, unknown>): { tab?: string | undefined } =>
    typeof tab === 'string' ? { tab } : {},
  component: lazyRouteComponent(() => import('./surveys/survey-page.tsx'), 'SurveyPage'),
})
const settings = createRoute({
  getParentRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
})
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

/** Every address of the app, on one page. Rooms are fetched when somebody enters them. */
export const router = createRouter({
  routeTree: root.addChildren([home, join, news, post, timeOff, surveys, survey, settings, users, invites, company]),
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
  }
}
