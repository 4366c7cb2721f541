import { BlockList, isIP } from 'node:net';

/** Networks that are not the public Internet (IANA special-purpose address registries, 2025-10). */
const PRIVATE: readonly (readonly [network: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

const PUBLIC_IPV6: readonly [string, number] = ['2000::', 3];
/** Parts of the public IPv6 space that are documentation, or that lead to IPv4 addresses. */
const PRIVATE_IPV6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const ipv4 = new BlockList();
for (const [network, bits] of PRIVATE) ipv4.addSubnet(network, bits, 'ipv4');
const publicIpv6 = new BlockList();
publicIpv6.addSubnet(...PUBLIC_IPV6, 'ipv6');
const privateIpv6 = new BlockList();
for (const [network, bits] of PRIVATE_IPV6) privateIpv6.addSubnet(network, bits, 'ipv6');

/** Whether an address is not one of the public Internet; what is no address is private too. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return ipv4.check(address, 'ipv4');
  if (family !== 6) return true;
  return !publicIpv6.check(address, 'ipv6') || privateIpv6.check(address, 'ipv6');
}
