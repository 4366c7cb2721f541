import { z } from 'zod';
import { nodeLedgerCrypto } from '../../../../adapters/ledger-crypto/index.js';
import { httpWitness } from '../../../../adapters/ledger-witness/index.js';
import { defined } from '../../../../core/base/defined.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { parseVerifierKey, SIGNATURE_TYPES, type VerifierKey } from '../../../../core/ledger/index.js';
import type { LedgerOptions } from '../../../../domain/log/publish/index.js';
import { defineConfiguration, duration } from '../../../configuration/index.js';

/** Greatest number of witnesses. A checkpoint holds at most 64 signatures; half of them are left for the log's own keys and for others. */
const MAX_WITNESSES = 32;

const witnessKey = z.string().transform((text, context): VerifierKey => {
  try {
    const key = parseVerifierKey(text.trim());
    if (key.type === SIGNATURE_TYPES.cosignatureV1) return key;
    context.addIssue(`${key.name} is the key of a log; give the key that \`tribune witness\` prints`);
  } catch (cause) {
    if (!(cause instanceof TribuneError)) throw cause;
    context.addIssue(cause.message);
  }
  return z.NEVER;
});

/** An address is printed with the configuration and in messages. */
function hasNoPassword(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

const witness = z.strictObject({
  key: witnessKey.describe('verifier key that `tribune witness` prints'),
  url: z
    .url({ protocol: /^https?$/ })
    .refine(hasNoPassword, 'expected an address without user and password')
    .describe('address of the witness'),
});

/** Configuration of the logs: their name, their witnesses, and the times of checkpoints and checks. */
export const ledgerConfiguration = defineConfiguration(
  'ledger',
  z
    .strictObject({
      origin: z
        .string()
        .min(1)
        .optional()
        .describe('name of the logs, fixed at the first start, such as `tribune.example`'),
      witnesses: z
        .array(witness)
        .max(MAX_WITNESSES)
        .default([])
        .refine(
          (all) => new Set(all.map(({ key }) => `${key.name}+${key.keyId}`)).size === all.length,
          'a witness is named twice; name each once',
        ),
      quorum: z
        .int()
        .min(1)
        .optional()
        .describe('signatures that make a checkpoint witnessed; more than half by default'),
      witnessInterval: duration('100 ms', '1 h')
        .optional()
        .describe('shortest time between two requests to a witness; `10 s` by default'),
      witnessWait: duration('100 ms', '10 m')
        .optional()
        .describe('how long a checkpoint waits for witnesses before it is shown without; `5 s` by default'),
      publicInterval: duration('100 ms', '1 d')
        .optional()
        .describe(
          'time between checkpoints while the ledger is public; `500 ms` by default, longer tells less of the traffic',
        ),
      checkInterval: duration('0 h', '365 d')
        .optional()
        .describe('time between two checks of every entry; `24 h` by default, `0 h` for none'),
    })
    .refine(({ witnesses, quorum = 0 }) => quorum <= witnesses.length, {
      path: ['quorum'],
      message: 'it cannot exceed the number of witnesses',
    })
    .prefault({})
    .transform(({ origin, witnesses, quorum, witnessInterval, witnessWait, publicInterval, checkInterval }) => {
      const ports = witnesses.map(({ key, url }) => httpWitness({ key, url: new URL(url) }));
      const options: LedgerOptions = defined({
        witnesses: ports.length === 0 ? undefined : { ports, crypto: nodeLedgerCrypto },
        quorum,
        witnessIntervalMs: witnessInterval,
        witnessWaitMs: witnessWait,
        publicIntervalMs: publicInterval,
        checkIntervalMs: checkInterval,
      });
      return { origin, options };
    }),
);
