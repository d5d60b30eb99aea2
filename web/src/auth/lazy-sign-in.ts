import { lazy } from 'react'

/** Fetches what asks who it is: whoever has a session does not need it, until that ends. */
export const fetchSignIn = () => import('./sign-in-page.tsx')

/** `SignInPage`, as soon as it is there. */
export const SignIn = lazy(async () => ({ default: (await fetchSignIn()).SignInPage }))
