import { createServer, type Server } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { certificateFor } from '../../../test/support/certificate.js';
import type { Notice, ToldAlert } from '../../domain/alerts/messages/index.js';
import { type EmailOptions, emailChannel, personEmail } from './email.js';

const ALERT: ToldAlert = {
  ...{ id: 7, fingerprint: 'monitor:ab:1', state: 'firing', severity: 'page', acknowledgedBy: null },
  ...{ startedAt: '2026-11-22T10:00:00.000Z', endedAt: null, link: 'https://tribune.example/console/alerts/7' },
  labels: { source: 'monitor', deployment: 'lending/prod' },
  summary: 'lending/prod: parity fires for sex=Ünï\r\n.\r\nRCPT TO:<x@y>',
  ...{ lines: ['Difference -0.4, interval -0.5 to -0.3'], facts: { estimate: -0.4 }, actions: ['Look at the series'] },
  setOff: ['The policy set off review'],
};
const notice = (more: Partial<Notice> = {}): Notice => ({
  ...{ key: 'g.1.ops.1', kind: 'firing', at: '2026-11-22T10:00:01.000Z' },
  title: '1 alert firing: lending/Ünï\r\nBcc: all@bank.example',
  group: {
    ...{ uid: 'g', route: 'default', labels: {}, level: 0, severity: 'page', isFiring: true },
  },
  ...{ counts: { firing: 1, over: 0, held: 0 }, part: { number: 1, of: 1 }, alerts: [ALERT], leftOut: 2 },
  ...{ link: 'https://tribune.example/console/alerts', runbook: 'https://wiki.example/x' },
  ledger: { log: 'tribune.example/main', size: 12, root: 'AAAA' },
  ...more,
});

interface Mail {
  readonly recipients: readonly string[];
  readonly user: string | undefined;
  readonly isEncrypted: boolean;
  readonly text: string;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const portOf = (server: Server): number => (server.address() as { port: number }).port;

/** A mail server, and the messages that it took. */
async function mailServer(options: SMTPServerOptions = {}) {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: options.key === undefined ? ['STARTTLS', 'AUTH'] : [] },
    onAuth: ({ username, password }, _session, done) =>
      password === 'right' ? done(null, { user: username }) : done(new Error('no')),
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const { envelope, user, secure } = session;
        const recipients = envelope.rcptTo.map(({ address }) => address);
        const text = Buffer.concat(parts).toString('utf8');
        mails.push({ recipients, user: user as string | undefined, isEncrypted: secure, text });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(() => new Promise((done) => server.close(() => done())));
  return { mails, port: portOf(server.server) };
}

const channel = (more: Partial<EmailOptions> & Pick<EmailOptions, 'port'>) =>
  emailChannel({
    ...{ name: 'risk', numbers: true, allowPrivate: true, host: 'localhost', security: 'none' },
    ...{ from: 'tribune@bank.example', to: ['risk@bank.example', 'night@bank.example'] },
    ...more,
  });

const failure = (problem: string | RegExp, isFinal = false) => ({
  ...{ ok: false, isFinal, retryAfterMs: null },
  problem: typeof problem === 'string' ? problem : expect.stringMatching(problem),
});
const refusing = (responseCode: number) => Object.assign(new Error('night@bank.example is unknown'), { responseCode });

describe('an e-mail', () => {
  it('tells a mail server everything of a notice in one message, and nothing of it is taken for a command or a header', async () => {
    const { mails, port } = await mailServer();
    expect(await channel({ port }).send(notice())).toEqual({ ok: true });
    const [{ recipients, text }] = mails as [Mail];
    expect([mails.length, recipients]).toEqual([1, ['risk@bank.example', 'night@bank.example']]);
    const [head, body] = text.split('\r\n\r\n', 2) as [string, string];
    expect(head).not.toMatch(/^bcc/im);
    expect(head).toMatch(/^Subject: =\?UTF-8\?/m);
    expect(head).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(head).toMatch(/^X-Priority: 1/m);
    expect(head).toMatch(/^Date: Sun, 22 Nov 2026 10:00:01 \+0000\r$/m);
    const decoded = /^Content-Transfer-Encoding: base64/m.test(head)
      ? Buffer.from(text.slice(head.length), 'base64').toString('utf8')
      : text.slice(head.length + 4).replace(/=\r\n/g, '');
    expect(body).not.toBe('');
    for (const part of [
      'Difference -0.4',
      '- The policy set off review',
      '1. Look at the series',
      '2 more are not',
      'wiki.example/x',
      'size 12',
    ])
      expect(decoded).toContain(part);
  });

  it('has one id however often it is sent, and one thread for its group', async () => {
    const { mails, port } = await mailServer();
    for (const key of ['g.1.ops.1', 'g.1.ops.1', 'g.2.ops.1']) await channel({ port }).send(notice({ key }));
    const found = (pattern: RegExp) => new Set(mails.map(({ text }) => pattern.exec(text)![1]));
    expect([mails.length, found(/^Message-ID: (.*)$/m).size, found(/^References: (.*)$/m).size]).toEqual([3, 2, 1]);
  });

  it('to a person has one recipient, subject and text, and one id however often it is sent', async () => {
    const { mails, port } = await mailServer();
    const send = personEmail({
      ...{ allowPrivate: true, host: 'localhost', port, security: 'none', from: 'people@bank.example' },
    });
    const message = {
      ...{
        id: 'm-1',
        kind: 'notice',
        notice: 'n',
        decision: 'd',
        case: null,
        by: 'email' as const,
        language: 'de',
        texts: 't 1',
      },
      ...{ to: 'ann@mail.example', subject: 'Eine Entscheidung über Sie', text: 'Bank\r\n.\r\nBcc: x@y.example\n' },
    } as const;
    for (const _ of [1, 2]) expect(await send(message)).toEqual({ ok: true });
    expect(mails.map(({ recipients }) => recipients)).toEqual([['ann@mail.example'], ['ann@mail.example']]);
    const [head] = mails[0]!.text.split('\r\n\r\n', 1) as [string];
    expect(head).not.toMatch(/^bcc/im);
    expect(head).toMatch(/^Content-Language: de\r$/m);
    expect(new Set(mails.map(({ text }) => /^Message-ID: (.*)$/m.exec(text)![1])).size).toBe(1);
    expect(await send({ ...message, to: null })).toMatchObject({ ok: false, isFinal: true });
  });

  it('goes out signed in and encrypted, by either way', async () => {
    const { cert, key } = certificateFor('localhost');
    for (const security of ['starttls', 'tls'] as const) {
      const { mails, port } = await mailServer({ cert, key, secure: security === 'tls' });
      const signedIn = { port, security, ca: cert, user: 'tribune', password: 'right' };
      expect(await channel(signedIn).send(notice())).toEqual({ ok: true });
      expect(mails).toMatchObject([{ user: 'tribune', isEncrypted: true }]);
      const problem = 'the server refuses name and password with 535';
      expect(await channel({ ...signedIn, password: 'wrong' }).send(notice())).toEqual(failure(problem));
      // Nobody vouches for this server.
      expect(await channel({ port, security }).send(notice())).toEqual(
        failure(/encrypted connection|connection failed/),
      );
      expect(mails).toHaveLength(1);
    }
  });

  it('is not sent in the clear to a server that offers no encryption', async () => {
    const { mails, port } = await mailServer();
    expect(await channel({ port, security: 'starttls' }).send(notice())).toEqual(
      failure('no encrypted connection came about'),
    );
    expect(mails).toEqual([]);
  });

  it('counts as not told where a recipient is refused, for good only where the server says so', async () => {
    const refuses = (code: number) =>
      mailServer({
        onRcptTo: ({ address }, _session, done) => (address.startsWith('night') ? done(refusing(code)) : done()),
      });
    for (const [code, isFinal] of [
      [550, true],
      [450, false],
    ] as const) {
      const { port } = await refuses(code);
      const problem = `1 of 2 recipients are refused with ${code}`;
      expect(await channel({ port }).send(notice())).toEqual(failure(problem, isFinal));
      const all = { port, to: ['night@bank.example'] };
      expect(await channel(all).send(notice())).toEqual(
        failure(`the server refuses sender or recipients with ${code}`, isFinal),
      );
    }
  });

  it('is refused for good where the server will not have it', async () => {
    const { port } = await mailServer({
      onData: (stream, _session, done) => void stream.resume().on('end', () => done(refusing(554))),
    });
    expect(await channel({ port }).send(notice())).toEqual(failure('the server refuses the message with 554', true));
  });

  it('ends in time at a server that says nothing, and at none', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const port = portOf(silent);
    expect(await channel({ port, deadlineMs: 200 }).send(notice())).toEqual(failure(/within 200 ms|ETIMEDOUT/));
    await new Promise((done) => silent.close(done));
    expect(await channel({ port }).send(notice())).toEqual(failure(/ECONNREFUSED/));
  });

  it('goes to no private address unless that is declared', async () => {
    const { mails, port } = await mailServer();
    for (const host of ['127.0.0.1', 'localhost', '::1'])
      expect(await channel({ port, host, allowPrivate: false }).send(notice())).toEqual(failure(/private address/));
    expect(mails).toEqual([]);
  });
});
