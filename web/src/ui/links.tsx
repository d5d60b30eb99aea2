import { Anchor, Button, type ButtonProps, NavLink } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

/** Mantine's looks, and the router's addresses, which the compiler checks. */
export const TextLink = createLink(Anchor<'a'>)
export const ButtonLink = createLink((props: ButtonProps & ComponentProps<'a'>) => <Button component="a" {...props} />)
export const RoomLink = createLink(NavLink<'a'>)
