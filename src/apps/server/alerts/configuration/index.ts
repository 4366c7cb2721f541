import { z } from 'zod';
import { suggest } from '../../../../core/base/suggest.js';
import { labelMeant } from '../../../../domain/alerts/rules/index.js';
import { SIGNAL_LIMITS } from '../../../../domain/alerts/signals/index.js';
import { textUpTo } from '../../../../domain/settings/index.js';
import { defineConfiguration, duration } from '../../../configuration/index.js';
import { alertmanager, EMAIL_PORTS, email, pagerduty, personEmail, slack, webhook } from './channels.js';

const NAME = /^[a-z0-9][a-z0-9-]{0,40}$/;
const name = z.string().regex(NAME, 'expected a name of small letters, digits and hyphens, at most 41');
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/;
const anyLabel = z.string().regex(LABEL, 'expected the name of a label, such as deployment');
const slip = (written: string): string => `no alert has the label ${written}; did you mean ${labelMeant(written)}?`;
const label = anyLabel.refine((written) => labelMeant(written) === null, { error: ({ input }) => slip(String(input)) });
const MOST = 100;

const matchers = z
  .record(anyLabel, textUpTo(SIGNAL_LIMITS.labelValue))
  .superRefine((wanted, context) => {
    for (const name of Object.keys(wanted).filter((one) => labelMeant(one) !== null))
      context.addIssue({ code: 'custom', path: [name], message: slip(name) });
  })
  .describe('labels with their values; `*` stands for any text, `!` before a value for any other');

const names = z.array(name).min(1).max(MOST);

const route = z.strictObject({
  name: name.describe('name of the route, one of its own'),
  match: matchers.default({}),
  channels: names.describe('names of the channels that are told'),
  groupBy: z
    .array(label)
    .max(10)
    .default(['deployment'])
    .describe('labels by whose values alerts come in one message; `[deployment]` by default'),
  groupWait: duration('0 s', '1 h')
    .default(1000)
    .describe('time for which the first message of a group waits for more alerts; `1 s` by default'),
  groupInterval: duration('1 s', '24 h')
    .default(300_000)
    .describe('least time between two messages of a group; `5 m` by default'),
  repeat: duration('10 s', '24 d')
    .default(4 * 3_600_000)
    .describe('time after which a group that fires, and that nobody looks after, is told again; `4 h` by default'),
  escalate: z
    .array(
      z.strictObject({
        after: duration('1 s', '24 d').describe('time after which nobody said that they look after an alert'),
        channels: names.describe('channels that are told then, and of what follows'),
      }),
    )
    .max(10)
    .default([]),
  continue: z.boolean().default(false).describe('whether routes below are asked as well; `false` by default'),
  runbook: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('where people read what to do; it stands in every message'),
});

const inhibit = z.strictObject({
  when: matchers,
  mute: matchers,
  equal: z.array(label).max(10).default([]).describe('labels that must have the same values'),
});

/** Channels of one kind, by their names. */
const channelsOf = <Schema extends z.ZodType>(schema: Schema, what: string) =>
  z.record(name, schema).default({}).describe(what);

/** Kinds of channels, in the order of the page. */
export const CHANNEL_KINDS = ['webhook', 'alertmanager', 'slack', 'pagerduty', 'email'] as const;

type Path = (string | number)[];

/** Where names stand that stand before as well. */
const repeated = (all: readonly { readonly path: Path; readonly own: string }[]): Path[] =>
  all.filter(({ own }, i) => all.findIndex((other) => other.own === own) < i).map(({ path }) => path);

/** The channels that routes name, each with its place. */
const namedChannels = (routes: readonly z.output<typeof route>[]): { path: Path; channel: string }[] =>
  routes.flatMap(({ channels, escalate }, i) => [
    ...channels.map((channel, c) => ({ path: ['routes', i, 'channels', c], channel })),
    ...escalate.flatMap((step, e) =>
      step.channels.map((channel, c) => ({ path: ['routes', i, 'escalate', e, 'channels', c], channel })),
    ),
  ]);

/** A route to nobody tells nobody: whoever misspells a channel is told which was meant. */
function unknownChannel(written: string, known: readonly string[]): string {
  const near = suggest(written, known);
  const meant = near === null ? `there are ${known.join(', ') || 'none'}` : `did you mean ${near}?`;
  return `no channel is named ${written}; ${meant}`;
}

/** Whom alerts are told, and when. */
export const alertsConfiguration = defineConfiguration(
  'alerts',
  z
    .strictObject({
      webhook: channelsOf(webhook, 'signed webhooks, by name'),
      alertmanager: channelsOf(alertmanager, 'Alertmanagers that take alerts, by name'),
      slack: channelsOf(slack, 'Slack incoming webhooks, by name'),
      pagerduty: channelsOf(pagerduty, 'services of PagerDuty, by name'),
      email: channelsOf(email, 'mailboxes that are written to by SMTP, by name'),
      routes: z.array(route).max(MOST).optional(),
      inhibit: z.array(inhibit).max(MOST).default([]),
      longestSilence: duration('1 m', '90 d')
        .default(30 * 86_400_000)
        .describe('longest silence that anybody may set; `30 d` by default'),
      giveUpAfter: duration('1 m', '7 d')
        .default(86_400_000)
        .describe('age at which a message that could not be sent is given up, with an entry; `24 h` by default'),
      keep: duration('1 d', '3650 d')
        .default(400 * 86_400_000)
        .describe('time for which alerts that ended are kept; `400 d` by default'),
    })
    .superRefine((value, context) => {
      const channels = CHANNEL_KINDS.flatMap((kind) =>
        Object.keys(value[kind]).map((own) => ({ path: [kind, own], own })),
      );
      const routes = (value.routes ?? []).map(({ name: own }, i) => ({ path: ['routes', i, 'name'], own }));
      const known = new Set(channels.map(({ own }) => own));
      const told = namedChannels(value.routes ?? []).filter(({ channel }) => !known.has(channel));
      const mistakes = [
        ...repeated(channels).map((path) => ({ path, message: 'another channel has this name' })),
        ...repeated(routes).map((path) => ({ path, message: 'another route has this name' })),
        ...told.map(({ path, channel }) => ({ path, message: unknownChannel(channel, [...known]) })),
      ];
      for (const one of mistakes) context.addIssue({ code: 'custom', ...one });
    })
    .prefault({}),
);

export { EMAIL_PORTS, personEmail, webhook };
