import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'

/**
 * The token of the link that led to this page, which is taken out of the address: it is nothing for a history, nor for
 * whoever looks on.
 */
export function useLinkToken(page: '/reset' | '/confirm'): string | undefined {
  const hash = useLocation({ select: (location) => location.hash })
  const navigate = useNavigate()
  const inAddress = new URLSearchParams(hash).get('token')
  const [token, setToken] = useState(inAddress)
  useEffect(() => {
    if (inAddress === null) return
    setToken(inAddress)
    void navigate({ to: page, replace: true })
  }, [inAddress, navigate, page])
  return inAddress ?? token ?? undefined
}
