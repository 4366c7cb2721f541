import type { Channel, Sent } from '../../domain/alerts/channels/index.js';
import { fleetText, type LedgerProof, type Notice, type ToldAlert } from '../../domain/alerts/messages/index.js';
import { cut } from '../../domain/alerts/signals/index.js';
import type { Answer } from './guarded-post.js';
import { type HttpChannelOptions, httpChannel } from './http-channel.js';

/** Time between two messages: an incoming webhook takes about one a second, ms. */
const PACE_MS = 1100;
/** Most characters of a header and of a section, as Slack states them. */
const HEADER = 150;
const SECTION = 3000;
/** Most characters of all blocks: beyond some 13,000 a message is refused, which is stated nowhere. */
const TOTAL = 11_000;

export interface SlackOptions extends HttpChannelOptions {
  /** Address of the incoming webhook, which is its secret. */
  readonly url: string;
}

/** A Slack incoming webhook. */
export function slackChannel({ name, url, numbers, allowPrivate }: SlackOptions): Channel {
  return httpChannel({
    ...{ name, kind: 'slack', reads: 'people', numbers, refreshMs: null, paceMs: PACE_MS, judge },
    post: (notice) => ({
      url: new URL(url),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(slackMessage(notice)),
      allowPrivate,
    }),
  });
}

/** Answers that say that this message will never be taken. Others, such as a channel that was archived, may be mended there. */
const REFUSED: readonly string[] = ['invalid_payload', 'invalid_blocks', 'no_text', 'too_many_attachments'];

/** An error is told as one word of text. */
function judge({ status, text, retryAfterMs }: Answer): Sent | null {
  const word = /^[a-z_]{1,60}$/.exec(text.trim())?.[0];
  if (status < 400 || word === undefined) return null;
  const isFinal = status === 400 && REFUSED.includes(word);
  return { ok: false, problem: `the receiver answers ${status} ${word}`, isFinal, retryAfterMs };
}

/** A notice as blocks; what does not fit is counted. */
export function slackMessage({ title, alerts, leftOut, link, runbook, ledger, fleet }: Notice) {
  const sections: string[] = [];
  let length = 0;
  for (const alert of alerts) {
    const section = cut(sectionOf(alert), SECTION);
    if (length + section.length > TOTAL) break;
    sections.push(section);
    length += section.length;
  }
  const more = leftOut + alerts.length - sections.length;
  const below = [
    ...(more === 0 ? [] : [`${more} more`]),
    ...(link === null ? [] : [`<${escaped(link)}|Alerts>`]),
    ...(runbook === null ? [] : [`<${escaped(runbook)}|Runbook>`]),
    ...(ledger === null ? [] : [`${logOf(ledger)}, size ${ledger.size}, root ${escaped(ledger.root)}`]),
    ...(fleet == null ? [] : [escaped(fleetText(fleet))]),
  ];
  return {
    text: escaped(cut(title, SECTION)),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(title, HEADER) } },
      ...sections.map((text) => ({ type: 'section', text: { type: 'mrkdwn', text } })),
      ...(below.length === 0
        ? []
        : [{ type: 'context', elements: [{ type: 'mrkdwn', text: cut(below.join('  ·  '), SECTION) }] }]),
    ],
  };
}

/** The log, as a link to its checkpoint where that has an address. */
const logOf = ({ log, link = null }: LedgerProof): string =>
  link === null ? `Log ${escaped(log)}` : `<${escaped(link)}|Sealed evidence: log ${escaped(log)}>`;

const sectionOf = ({ state, severity, summary, lines, setOff, actions }: ToldAlert): string =>
  [
    `*${state === 'firing' ? severity : 'over'}*  ${escaped(summary)}`,
    ...[...lines, ...(setOff ?? [])].map((line) => `• ${escaped(line)}`),
    ...actions.map((action, i) => `${i + 1}. ${escaped(action)}`),
  ].join('\n');

/** Slack reads only these three characters as its own. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
