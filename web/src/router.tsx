import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { HomePage } from './home/home-page.tsx'
import { chosenBalance, chosenRequests } from './time-off/searches.ts'
import { Shell } from './ui/shell.tsx'
import { Missing } from './ui/states.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: Missing })
const getParentRoute = () => root

const home = createRoute({ getParentRoute, path: '/', component: HomePage })
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
  validateSearch: chosenRequests,
  component: lazyRouteComponent(() => import('./time-off/time-off-page.tsx'), 'TimeOffPage'),
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

/** Every address of the app, on one page. Rooms are fetched when somebody enters them. */
export const router = createRouter({
  routeTree: root.addChildren([home, news, post, timeOff, timeOffRequest, balance, surveys, survey, settings]),
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
