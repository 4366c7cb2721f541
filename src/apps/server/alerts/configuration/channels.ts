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

const guarded = {
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
  ...guarded,
});

export const alertmanager = z
  .strictObject({
    url: httpAddress('address of the Alertmanager, below which `/api/v2/alerts` is').meta({ secret: 'password' }),
    user: z.string().min(1).optional().describe('name for basic authentication'),
    password: secret().optional().describe('its password'),
    token: secret().optional().describe('bearer token, instead of name and password'),
    ...guarded,
  })
  .refine(({ user, token }) => user === undefined || token === undefined, 'expected either user or token')
  .refine(({ user, password }) => password === undefined || user !== undefined, 'expected user with password');

export const slack = z.strictObject({
  url: secret()
    .refine(isHttp, 'expected an address that begins with https:// or http://')
    .describe('address of the incoming webhook, which is its secret'),
  ...guarded,
});

export const pagerduty = z.strictObject({
  routingKey: secret().describe('integration key of the service'),
  region: z.enum(['us', 'eu']).default('us').describe('where the account is; `us` by default'),
  url: httpAddress('another address that takes Events v2, in place of that of the region').optional(),
  ...guarded,
});

const isPem = (text: string): boolean => text.includes('-----BEGIN CERTIFICATE-----');
/** Recipients of one message; a list of the mail server takes any number. */
const MOST_RECIPIENTS = 50;
const mailbox = z.email('expected an address such as risk@bank.example');

const mailServer = {
  host: z.hostname('expected the name of a mail server').describe('mail server that takes messages, by SMTP'),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('its port; 465 where `security` is `tls`, 587 for `starttls`, 25 for `none`'),
  security: z
    .enum(['tls', 'starttls', 'none'])
    .default('starttls')
    .describe(
      'how the connection is encrypted: from the first byte, by STARTTLS before anything else, or not at all; `starttls` by default, and a server that does not offer it gets no message',
    ),
  ca: z
    .string()
    .refine(isPem, 'expected a certificate in PEM, by reference to its file')
    .optional()
    .describe('certificates (PEM) of an authority of your own that vouches for the server'),
  user: z.string().min(1).optional().describe('name for the sign-in'),
  password: secret().optional().describe('its password'),
  from: mailbox.describe('address of the sender'),
};

interface SignIn {
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly security: string;
}

/** A sign-in is whole, and never in the clear. */
const signingIn = <Schema extends z.ZodType<SignIn>>(schema: Schema): Schema =>
  schema
    .refine(({ user, password }) => (user === undefined) === (password === undefined), 'expected user with password')
    .refine(
      ({ user, security }) => user === undefined || security !== 'none',
      'expected tls or starttls where there is a password: it would be sent in the clear',
    );

export const email = signingIn(
  z.strictObject({
    ...mailServer,
    to: z
      .array(mailbox)
      .min(1)
      .max(MOST_RECIPIENTS)
      .describe(`addresses of the recipients, at most ${MOST_RECIPIENTS}`),
    ...guarded,
  }),
);

/** A mail server for messages to single people. */
export const personEmail = signingIn(z.strictObject({ ...mailServer, privateAddress: guarded.privateAddress }));

/** Ports of submission by TLS and by STARTTLS (RFC 8314), and between servers. */
export const EMAIL_PORTS = { tls: 465, starttls: 587, none: 25 } as const;
