import { z } from 'zod';
import { secret } from '../../../configuration/index.js';

const isHttp = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

const WHSEC = 'whsec_';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3}={0,2})?$/;

/** Whether there is a key behind `whsec_`: anybody could sign with an empty one, and receivers read differently what is not base64. */
const holdsKey = (text: string): boolean =>
  !text.startsWith(WHSEC) || (text !== WHSEC && BASE64.test(text.slice(WHSEC.length)));

/** What every channel is declared with. */
const shared = {
  numbers: z
    .boolean()
    .default(true)
    .describe(
      'whether its messages hold estimates, intervals and counts, in which a person of a small group could be seen; `true` by default',
    ),
};

const overHttp = {
  ...shared,
  privateAddress: z
    .boolean()
    .default(false)
    .describe('whether its receiver stands at a private address, which is refused otherwise; `false` by default'),
};

const httpAddress = (what: string) =>
  z.string().refine(isHttp, 'expected an address that begins with https:// or http://').describe(what);

export const webhook = z.strictObject({
  url: httpAddress('where messages are posted; by reference where it holds a password').meta({ secret: 'password' }),
  secret: secret()
    .refine(holdsKey, 'expected a text, or whsec_ with a key in base64 behind it')
    .describe('key with which messages are signed, or `whsec_` and base64'),
  ...overHttp,
});

export const alertmanager = z
  .strictObject({
    url: httpAddress('address of the Alertmanager, below which `/api/v2/alerts` is').meta({ secret: 'password' }),
    user: z.string().min(1).optional().describe('name for basic authentication'),
    password: secret().optional().describe('its password'),
    token: secret().optional().describe('bearer token, instead of name and password'),
    ...overHttp,
  })
  .refine(({ user, token }) => user === undefined || token === undefined, 'expected either user or token')
  .refine(({ user, password }) => password === undefined || user !== undefined, 'expected user with password');

export const slack = z.strictObject({
  url: secret()
    .refine(isHttp, 'expected an address that begins with https:// or http://')
    .describe('address of the incoming webhook, which is its secret'),
  ...overHttp,
});

export const pagerduty = z.strictObject({
  routingKey: secret().describe('integration key of the service'),
  region: z.enum(['us', 'eu']).default('us').describe('where the account is; `us` by default'),
  url: httpAddress('another address that takes Events v2, in place of that of the region').optional(),
  ...overHttp,
});
