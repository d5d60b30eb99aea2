import ipaddr from 'ipaddr.js'

/**
 * The part of an address that one household or machine has to itself: all of IPv4, the first 64 bits of IPv6.
 * An IPv4 address written as IPv6 is the IPv4 one.
 */
export function addressKey(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address)
  if (parsed instanceof ipaddr.IPv4) return parsed.toString()
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}
