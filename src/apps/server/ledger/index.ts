import { ledgerCommands } from '../../cli/commands/ledger/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const ledger = defineRoom({
  name: 'ledger',
  title: 'The logs themselves',
  commands: ledgerCommands,
  load: async () => (await import('./room.js')).ledgerParts,
});
