import { expect, it } from 'vitest';
import { webhook } from './channels.js';

const read = (secret: string) => webhook.safeParse({ url: 'https://hooks.example', secret });

it.each(['a', 'whsec', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_QQ==', 'whsec_QUI'])(
  '%s is a key of a webhook',
  (secret) => expect(read(secret).success).toBe(true),
);

it.each(['', 'whsec_', 'whsec_=', 'whsec_Q', 'whsec_a secret', 'whsec_QQ=='.padEnd(40, '=')])(
  '%j is no key of a webhook, as it would sign with nothing or with what receivers read differently',
  (secret) => expect(read(secret).success).toBe(false),
);
