import { BlockList, isIP } from 'node:net';

/** Names of networks in `--trust-proxy`, as Fastify reads them. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.1/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};
const MAPPED = /^::ffff:(?=\d+\.)/i;

/**
 * Tells whether a connection comes from a trusted proxy before its first request. An entry of the list that cannot be read here matches no
 * address: connections of such a proxy are recognised by their first request.
 *
 * @example
 * believedProxies('10.0.0.0/8, 192.0.2.1')('10.1.2.3'); // true
 */
export function believedProxies(list: string): (address: string) => boolean {
  const proxies = new BlockList();
  for (const word of list.split(',').map((part) => part.trim())) {
    for (const range of Object.hasOwn(NAMED, word) ? NAMED[word]! : [word]) add(proxies, range);
  }
  return (address) => {
    const plain = address.replace(MAPPED, '');
    const version = isIP(plain);
    return version !== 0 && proxies.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  };
}

function add(proxies: BlockList, range: string): void {
  const [address = '', bits] = range.split('/');
  const version = isIP(address);
  if (version === 0) return;
  const type = version === 4 ? 'ipv4' : 'ipv6';
  if (bits === undefined) proxies.addAddress(address, type);
  else if (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
    proxies.addSubnet(address, Number(bits), type);
}
