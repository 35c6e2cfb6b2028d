import { BlockList, isIPv6 } from 'node:net'

/** How many refused requests of one address pass in a minute, and how many addresses are remembered. */
const [most, remembered] = [60, 10_000]
const minute = 60_000

/** Counts refused requests by address. `refused` says whether there are too many. */
export const countRefused = (now: () => number) => {
  const counts = new Map<string, { since: number; count: number }>()
  return {
    refused(address: string): boolean {
      const key = networkOf(address)
      const known = counts.get(key)
      const isFresh = known !== undefined && now() - known.since < minute
      const entry = isFresh ? known : { since: now(), count: 0 }
      entry.count += 1
      // The one that was heard of last comes last.
      counts.delete(key)
      counts.set(key, entry)
      if (counts.size > remembered) counts.delete(counts.keys().next().value ?? '')
      return entry.count > most
    },
  }
}

/** One that has an IPv6 address has 2^64 of them. */
const networkOf = (address: string): string =>
  isIPv6(address) ? address.split(':').slice(0, 4).join(':') : address

/** An address without the form that IPv6 gives to one of IPv4. */
export const plainAddress = (address: string | undefined): string =>
  (address ?? '').replace(/^::ffff:(?=\d+\.)/, '')

/** Whether an address is one of some, or in one of some networks; every address is in none at all. */
export const allowing = (networks: readonly string[]): ((address: string) => boolean) => {
  if (networks.length === 0) return () => true
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return address => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}
