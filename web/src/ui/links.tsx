import { Anchor, Button, NavLink } from '@mantine/core'
import { createLink } from '@tanstack/react-router'

// By itself a button stays a button, whatever its address.
const AnchorButton = Button.withProps<'a'>({ component: 'a' })

/** Mantine's looks, and the router's addresses, which the compiler checks. */
export const TextLink = createLink(Anchor<'a'>)
export const ButtonLink = createLink(AnchorButton<'a'>)
export const RoomLink = createLink(NavLink<'a'>)
