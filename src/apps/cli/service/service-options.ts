import type { OptionSpec } from '../frame/spec.js';
import { ADMIN_OPTIONS } from './admin-target.js';

/** Options of commands that use what a service holds, running or not. */
export const SERVICE_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  ...ADMIN_OPTIONS,
  server: { type: 'string', value: 'URL', help: 'a running service, instead of --data' },
  config: {
    type: 'string',
    value: 'FILE',
    help: 'with --data, while no service runs: the file it is started with (default ./tribune.yaml where it is there)',
  },
};
