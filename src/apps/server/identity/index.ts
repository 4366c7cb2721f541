import { identityCommands } from '../../cli/commands/admin/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const identity = defineRoom({
  name: 'identity',
  title: 'Accounts, keys, settings',
  commands: identityCommands,
  load: async () => (await import('./room.js')).identityParts,
});
