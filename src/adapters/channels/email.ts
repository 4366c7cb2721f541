import { createHash } from 'node:crypto';
import { connect, isIP, type Socket } from 'node:net';
import type { Channel, Sent } from '../../domain/alerts/channels/index.js';
import { fleetText, type Notice, type ToldAlert } from '../../domain/alerts/messages/index.js';
import { cut } from '../../domain/alerts/signals/index.js';
import type { SendMessage } from '../../domain/person-messages/index.js';
import { NoAnswer, privateRefused, publicOnly } from './guarded-post.js';
import { isPrivateAddress } from './private-address.js';

/** Time for a whole exchange, ms. Servers let strangers wait some seconds for their greeting, to put off those who send to anybody. */
const DEADLINE_MS = 30_000;
/** Time between two messages, ms: servers take many at once for a flood. */
const PACE_MS = 200;
/** Most characters of a subject: mail programs show fewer. */
const SUBJECT = 200;
/** Most characters of an alert in the text, as long names could fill a mailbox. */
const SECTION = 4000;

/**
 * - `tls`: encrypted from the first byte (port 465)
 * - `starttls`: encrypted before anything is said of the message; a server that does not offer it gets none
 * - `none`: in the clear, for a server on the same machine
 */
export type EmailSecurity = 'tls' | 'starttls' | 'none';

export interface EmailOptions {
  readonly name: string;
  readonly numbers: boolean;
  readonly allowPrivate: boolean;
  readonly host: string;
  readonly port: number;
  readonly security: EmailSecurity;
  /** Certificates, PEM, of the authorities that may vouch for the server, in place of those that Node knows. */
  readonly ca?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
  /** Time for the whole exchange, ms; 30 s by default. */
  readonly deadlineMs?: number;
}

/**
 * E-mail by SMTP (RFC 5321). A message that is sent twice has one Message-ID, so that mail systems show it once; those about one group stand in one
 * thread. All recipients are asked for in one exchange; where only some are refused, the message counts as not told, and whoever got it gets it again.
 */
export function emailChannel(options: EmailOptions): Channel {
  const { name, numbers } = options;
  return {
    ...{ name, kind: 'email', reads: 'people', numbers, refreshMs: null, paceMs: PACE_MS },
    send: (notice) => delivered(options, { to: [...options.to], ...emailOf(notice, options.from) }),
    close: () => undefined,
  };
}

/** E-mail to one person, under the same rules. Nothing but the address, subject and text goes into it. */
export function personEmail(options: Omit<EmailOptions, 'name' | 'numbers' | 'to'>): SendMessage {
  return ({ id, to, subject, text, language }) =>
    to === null
      ? Promise.resolve({ ok: false, problem: 'it has no address', isFinal: true })
      : delivered(options, {
          ...{ to: [to], subject, text, messageId: idOf(id, options.from) },
          headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
        });
}

/** A message as the library takes it, without its sender. */
interface Mail {
  readonly to: string[];
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
  readonly references?: string[];
  readonly date?: Date;
  readonly priority?: 'high';
  readonly headers: Record<string, string>;
}

type MailServer = Omit<EmailOptions, 'name' | 'numbers' | 'to'>;

async function delivered(server: MailServer, mail: Mail): Promise<Sent> {
  try {
    return await deliver(server, mail);
  } catch (cause) {
    return refusal(cause as MailError);
  }
}

async function deliver(options: MailServer, mail: Mail): Promise<Sent> {
  const { host, port, security, ca, user, password, from, deadlineMs = DEADLINE_MS } = options;
  const { createTransport } = await import('nodemailer');
  const socket = await connected(options);
  let isLate = false;
  // Whatever the server does, nothing goes on over a connection that is gone.
  const timer = setTimeout(() => {
    isLate = true;
    socket.destroy();
  }, deadlineMs);
  const transport = createTransport({
    ...{ host, port, secure: security === 'tls', requireTLS: security === 'starttls', ignoreTLS: security === 'none' },
    tls: { minVersion: 'TLSv1.2', ...(isIP(host) === 0 && { servername: host }), ...(ca !== undefined && { ca }) },
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    ...{ connectionTimeout: deadlineMs, greetingTimeout: deadlineMs, socketTimeout: deadlineMs },
    ...{ disableFileAccess: true, disableUrlAccess: true },
    getSocket: (_options: unknown, done: (error: Error | null, own: { connection: Socket }) => void) =>
      done(null, { connection: socket }),
  });
  try {
    const { rejected, rejectedErrors = [] } = await transport.sendMail({ from, ...mail });
    if (rejected.length === 0) return { ok: true };
    const codes = rejectedErrors.map(({ responseCode }) => responseCode ?? 0);
    return {
      ok: false,
      problem: `${rejected.length} of ${mail.to.length} recipients are refused with ${[...new Set(codes)].join(', ')}`,
      isFinal: codes.every(isFinalCode),
      retryAfterMs: null,
    };
  } catch (cause) {
    throw isLate ? new NoAnswer(`no whole exchange within ${deadlineMs} ms`) : cause;
  } finally {
    clearTimeout(timer);
    transport.close();
    socket.destroy();
  }
}

/** A connection to the server, by the rules of every channel: a name that leads to a private address is refused when the connection is made. */
function connected({ host, port, allowPrivate, deadlineMs = DEADLINE_MS }: MailServer): Promise<Socket> {
  if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) return Promise.reject(privateRefused());
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, ...(!allowPrivate && { lookup: publicOnly }) });
    const fail = (cause: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(cause);
    };
    const timer = setTimeout(() => fail(new NoAnswer(`no connection within ${deadlineMs} ms`)), deadlineMs);
    socket.once('error', fail);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      // Between here and the first listener of the exchange nothing may be thrown at the process.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

/** A failure as the library tells it; its message may hold addresses and is never shown. */
interface MailError extends Error {
  readonly code?: string;
  readonly responseCode?: number;
  readonly rejected?: readonly unknown[];
}

/** What failed, in words that name no address. */
const STEPS: Readonly<Record<string, string>> = {
  EAUTH: 'the server refuses name and password',
  ETLS: 'no encrypted connection came about',
  EENVELOPE: 'the server refuses sender or recipients',
  EMESSAGE: 'the server refuses the message',
  EDNS: 'the name of the server is not known',
  EPROTOCOL: 'the server does not speak SMTP',
};

function refusal(cause: MailError): Sent {
  if (cause instanceof NoAnswer) return { ok: false, problem: cause.message, isFinal: false, retryAfterMs: null };
  const { code = cause.name, responseCode } = cause;
  const step = STEPS[code] ?? `the connection failed: ${code}`;
  const isFinal = (code === 'EENVELOPE' || code === 'EMESSAGE') && isFinalCode(responseCode);
  return {
    ok: false,
    // What a server answers to an offer of encryption tells nothing that people could use.
    problem: responseCode === undefined || code === 'ETLS' ? step : `${step} with ${responseCode}`,
    isFinal,
    retryAfterMs: null,
  };
}

/** Replies that ask for encryption or a sign-in first (RFC 3207, RFC 4954): the declaration of the channel may be mended, and the message is sound. */
const DECLARATION: readonly number[] = [530, 534, 535, 538];

/** Whether a reply says that this message will never be taken (RFC 5321, 4.2.1). */
const isFinalCode = (code: number | undefined): boolean =>
  code !== undefined && code >= 500 && code < 600 && !DECLARATION.includes(code);

/** Names of messages must be the same each time, and no other service's. */
const idOf = (text: string, from: string): string =>
  `<${createHash('sha256').update(text).digest('hex').slice(0, 40)}@${from.slice(from.lastIndexOf('@') + 1)}>`;

/** A notice as a message of plain text. */
export function emailOf(notice: Notice, from: string) {
  const { key, title, group, at } = notice;
  const thread = idOf(group.uid, from);
  return {
    subject: cut(title.replace(/\s+/g, ' '), SUBJECT),
    text: textOf(notice),
    messageId: idOf(key, from),
    references: [thread],
    date: new Date(at),
    ...(group.severity === 'page' && group.isFiring && { priority: 'high' as const }),
    // Absence notes and other robots leave it unanswered (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

function textOf({ title, alerts, leftOut, link, runbook, ledger, fleet }: Notice): string {
  const below = [
    ...(leftOut === 0 ? [] : [`${leftOut} more are not listed here.`]),
    ...(runbook === null ? [] : [`What to do: ${runbook}`]),
    ...(link === null ? [] : [`All alerts: ${link}`]),
    ...(ledger === null ? [] : [`Covered by the log ${ledger.log}, size ${ledger.size}, root ${ledger.root}`]),
    ...(ledger?.link == null ? [] : [`Sealed evidence, the checkpoint of the log: ${ledger.link}`]),
    ...(fleet == null ? [] : [fleetText(fleet)]),
  ];
  return `${[title, ...alerts.map((alert) => cut(sectionOf(alert), SECTION)), below.join('\n')].filter(Boolean).join('\n\n')}\n`;
}

const sectionOf = ({ state, severity, summary, lines, setOff, actions, ...alert }: ToldAlert): string =>
  [
    `[${state === 'firing' ? severity : 'over'}] ${summary}`,
    `  since ${alert.startedAt}`,
    ...(alert.acknowledgedBy === null ? [] : [`  ${alert.acknowledgedBy} looks after it`]),
    ...[...lines, ...(setOff ?? [])].map((line) => `  - ${line}`),
    ...actions.map((action, i) => `  ${i + 1}. ${action}`),
    ...(alert.link === null ? [] : [`  ${alert.link}`]),
  ].join('\n');
