import { expect, it } from 'vitest';
import { email, webhook } from './channels.js';
import { alertsConfiguration } from './index.js';

const read = (secret: string) => webhook.safeParse({ url: 'https://hooks.example', secret });

it.each(['a', 'whsec', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_QQ==', 'whsec_QUI'])(
  '%s is a key of a webhook',
  (secret) => expect(read(secret).success).toBe(true),
);

it.each(['', 'whsec_', 'whsec_=', 'whsec_Q', 'whsec_a secret', 'whsec_QQ=='.padEnd(40, '=')])(
  '%j is no key of a webhook, as it would sign with nothing or with what receivers read differently',
  (secret) => expect(read(secret).success).toBe(false),
);

const mailbox = { host: 'smtp.bank.example', from: 'tribune@bank.example', to: ['risk@bank.example'] };

it('a mailbox needs a server, a sender and recipients, and is written to encrypted unless that is declared', () => {
  expect(email.parse(mailbox)).toMatchObject({ security: 'starttls', privateAddress: false, numbers: true });
  expect(email.safeParse({ ...mailbox, security: 'none' }).success).toBe(true);
});

it.each([
  [{ user: 'tribune' }, 'expected user with password'],
  [{ user: 'tribune', password: 'p', security: 'none' }, 'expected tls or starttls where there is a password'],
  [{ to: [] }, 'Too small'],
  [{ to: ['risk@bank.example\r\nBcc: x@y.example'] }, 'expected an address'],
  [{ from: 'Tribune' }, 'expected an address'],
  [{ host: 'smtp bank' }, 'expected the name of a mail server'],
  [{ ca: '/etc/ssl/own.pem' }, 'expected a certificate in PEM'],
  [{ port: 0 }, 'Too small'],
])('%j is no mailbox: %s', (more, why) => {
  const { success, error } = email.safeParse({ ...mailbox, ...more });
  expect([success, error?.issues.some(({ message }) => message.startsWith(why))]).toEqual([false, true]);
});

it('a route to a channel that there is not, and a name that stands twice, are refused by name', () => {
  const hook = { url: 'https://hooks.example', secret: 'a secret' };
  const why = (value: object): (string | undefined)[] =>
    alertsConfiguration.schema
      .safeParse(value)
      .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
  const to = (...channels: string[]) => ({ name: 'r', channels });
  expect(why({ webhook: { ops: hook }, routes: [to('ops', 'opps')] })).toEqual([
    'routes.0.channels.1: no channel is named opps; did you mean ops?',
  ]);
  const escalate = [{ after: '1 m', channels: ['board'] }];
  expect(why({ webhook: { ops: hook }, routes: [{ ...to('ops'), escalate }] })).toEqual([
    'routes.0.escalate.0.channels.0: no channel is named board; there are ops',
  ]);
  expect(why({ routes: [to('ops')] })).toEqual(['routes.0.channels.0: no channel is named ops; there are none']);
  const twice = { webhook: { ops: hook }, slack: { ops: { url: 'https://hooks.slack.example/x' } } };
  expect(why({ ...twice, routes: [to('ops'), to('ops')] })).toEqual([
    'slack.ops: another channel has this name',
    'routes.1.name: another route has this name',
  ]);
});
