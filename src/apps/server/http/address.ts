import { isIPv6 } from 'node:net';

/** Number of groups of an IPv6 address that name a network; its owner chooses the other half, for each request anew (RFC 4291, 2.5.4). */
const NETWORK_GROUPS = 4;
const GROUPS = 8;
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * Gives the owner of an address for counting: an IPv4 address itself, the /64 network of an IPv6 address.
 *
 * @example
 * networkOf('2001:db8::1:2:3:4'); // '2001:db8:0:0::/64'
 */
export function networkOf(ip: string): string {
  const mapped = MAPPED.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(ip)) return ip;
  const [head = '', tail] = ip.split('%')[0]!.split('::');
  const groups = (text: string | undefined): string[] => (text === undefined || text === '' ? [] : text.split(':'));
  const [first, last] = [groups(head), groups(tail)];
  // An address may end in an IPv4 one, which takes the place of two groups; in so short a tail it is not part of the network.
  const zeros = tail === undefined ? 0 : Math.max(GROUPS - first.length - last.length, 0);
  const all = [...first, ...Array.from({ length: zeros }, () => '0'), ...last];
  const network = all.slice(0, NETWORK_GROUPS).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
