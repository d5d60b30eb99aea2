import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { HomePage } from './home/home-page.tsx'
import { newsSearch } from './news/search.ts'
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

/** Every address of the app, on one page. Rooms are fetched when somebody enters them. */
export const router = createRouter({
  routeTree: root.addChildren([home, news, newPost, post, editPost, timeOff, surveys, survey, settings]),
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
