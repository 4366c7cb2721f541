import { describe, expect, it } from 'vitest';
import { believedProxies } from './believed-proxies.js';

describe('proxies that are believed', () => {
  it('are told by address, network and name, in either spelling of IPv4', () => {
    const isProxy = believedProxies('192.0.2.1, 10.0.0.0/8,2001:db8::/32,loopback');
    const yes = ['192.0.2.1', '::ffff:192.0.2.1', '10.9.8.7', '2001:db8::5', '127.0.0.1', '127.9.9.9', '::1'];
    expect(yes.filter((address) => !isProxy(address))).toEqual([]);
    const no = ['192.0.2.2', '11.0.0.1', '2001:db9::1', '', 'x'];
    expect(no.filter(isProxy)).toEqual([]);
  });

  it('are nobody where the list is empty or not readable', () => {
    for (const list of ['', 'proxy.example', '10.0.0.0/99', '10.0.0.0/'])
      expect(believedProxies(list)('10.0.0.1')).toBe(false);
  });
});
