import { personEmail, personFolder, personWebhook, removeFromFolder } from '../../../adapters/channels/index.js';
import { personMessageTables } from '../../../adapters/postgres/person-messages/index.js';
import { nodeRuntime } from '../../../adapters/runtime/index.js';
import { type Metric, observing } from '../../../core/base/metrics.js';
import type { Job } from '../../../domain/jobs/index.js';
import type { Oversight } from '../../../domain/oversight/index.js';
import { messageJobs, PersonMessages, type PersonMessagesDeps } from '../../../domain/person-messages/index.js';
import type { RoomContext } from '../../rooms/define/index.js';
import { EMAIL_PORTS } from '../alerts/configuration/index.js';
import { httpConfiguration } from '../service/configuration/index.js';
import { messagesConfiguration } from './configuration/index.js';

/** Opens the messages to people, with what sends them. */
export function personMessagesPart(
  { configuration, storesOf, acts, reading, clock, onProblem }: RoomContext,
  {
    oversight,
    contact,
    linkPath,
  }: {
    readonly oversight: Oversight;
    readonly contact: string | null;
    readonly linkPath: (code: string) => string;
  },
): { readonly messages: PersonMessages; readonly jobs: readonly Job[]; readonly metrics: readonly Metric[] } {
  const { sender, email, webhook, folder, giveUpAfter } = configuration.read(messagesConfiguration);
  const nowMs = () => clock.nowMs();
  const messages = new PersonMessages({
    // Acts hold the stores of every room; their types name only those that every service has.
    acts: acts as unknown as PersonMessagesDeps['acts'],
    store: storesOf(personMessageTables).personMessages,
    oversight,
    ways: { email: mailOf(email), webhook: webhookOf(webhook, nowMs), folder: folderOf(folder, sender?.name ?? null) },
    removeFiles: folder === undefined ? null : removeFromFolder(folder),
    sender: { name: sender?.name ?? null, address: sender?.address ?? null, contact },
    publicUrl: configuration.read(httpConfiguration).publicUrl?.replace(/\/$/, '') ?? null,
    ...{ linkPath, giveUpMs: giveUpAfter, crypto: nodeRuntime, nowMs, onProblem },
  });
  const isErased = async (decision: string) => (await reading.material(decision))?.key === null;
  const { gauge } = observing(() => messages.counts);
  const one = (value: (of: PersonMessages['counts']) => number) => (of: PersonMessages['counts']) =>
    [[{}, value(of)]] as const;
  return {
    messages,
    jobs: messageJobs(messages, isErased),
    metrics: [
      gauge(
        'tribune_messages_waiting',
        'Messages to people decided about that wait to be sent, at the last look.',
        one(({ waiting }) => waiting),
      ),
      gauge(
        'tribune_messages_failed',
        'Messages to people decided about that were given up, or whose rows were changed in the database: somebody has to tell them otherwise.',
        one(({ failed }) => failed),
      ),
    ],
  };
}

type Declared = ReturnType<(typeof messagesConfiguration)['schema']['parse']>;

function mailOf(email: Declared['email']): PersonMessagesDeps['ways']['email'] {
  if (email === undefined) return null;
  const { privateAddress: allowPrivate, port, ...server } = email;
  return personEmail({ ...server, port: port ?? EMAIL_PORTS[server.security], allowPrivate });
}

const folderOf = (folder: Declared['folder'], sender: string | null): PersonMessagesDeps['ways']['folder'] =>
  folder === undefined ? null : personFolder({ folder, sender });

function webhookOf(webhook: Declared['webhook'], nowMs: () => number): PersonMessagesDeps['ways']['webhook'] {
  if (webhook === undefined) return null;
  const { url, secret, privateAddress: allowPrivate } = webhook;
  return personWebhook({ url, secret, allowPrivate, nowMs });
}
