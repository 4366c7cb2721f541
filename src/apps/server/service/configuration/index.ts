import { z } from 'zod';
import { defineConfiguration, path, secret, secretAddress, unprinted } from '../../../configuration/index.js';
import { LOG_LEVELS } from '../../base/index.js';

const POSTGRES = /^postgres(ql)?:\/\//i;
/** Port at which the service listens by default. */
export const DEFAULT_PORT = 8080;

/** The folder that the service owns. */
export const dataConfiguration = defineConfiguration(
  'data',
  path().default('tribune-data').describe('folder that the service owns; made if absent'),
);

/** The address at which the service listens, and the proxies and origins that it trusts. */
export const httpConfiguration = defineConfiguration(
  'http',
  z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1').describe('address to listen on; put TLS in front of others'),
      port: z.int().min(0).max(65_535).default(DEFAULT_PORT).describe('port; 0 for any free one'),
      publicUrl: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe('where people open it, `https://NAME`; passkeys belong to it'),
      trustProxy: z.string().min(1).optional().describe('addresses of proxies whose X-Forwarded-For is believed'),
      allowOrigin: z
        .array(z.string().min(1))
        .default([])
        .describe('origins whose pages may send records and follow the stop switch with an API key'),
    })
    .prefault({}),
);

/** A PostgreSQL of the institution's own in place of the embedded one. */
export const databaseConfiguration = defineConfiguration(
  'database',
  z
    .strictObject({
      url: secretAddress()
        .refine((text) => POSTGRES.test(text) && URL.canParse(text), 'expected postgres://USER@HOST:PORT/NAME')
        .optional()
        .describe('a PostgreSQL of your own instead of the embedded one; by reference where it holds a password'),
    })
    .prefault({}),
);

/** The key that wraps the key files; it is kept outside the data folder. */
export const rootKeyConfiguration = defineConfiguration(
  'rootKey',
  z
    .strictObject({
      key: secret().optional().describe('64 hexadecimal digits or base64 of 32 bytes that wrap the key files'),
      command: unprinted().optional().describe('prints that key, as `vault kv get -field=key secret/tribune` does'),
    })
    .refine(({ key, command }) => (key === undefined) !== (command === undefined), 'expected either key or command')
    .optional(),
);

/** The level of the log on standard error. */
export const logConfiguration = defineConfiguration(
  'log',
  z
    .strictObject({ level: z.enum(LOG_LEVELS).default('warn').describe('structured log on standard error') })
    .prefault({}),
);

/** All sections of the service itself. */
export const serviceConfiguration = [
  dataConfiguration,
  httpConfiguration,
  databaseConfiguration,
  rootKeyConfiguration,
  logConfiguration,
] as const;
