import { auditCommands } from '../../cli/commands/audit/index.js';
import { policyCommands } from '../../cli/commands/policy/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const audits = defineRoom({
  name: 'audits',
  title: 'Audits',
  commands: [...auditCommands, ...policyCommands],
  load: async () => (await import('./room.js')).auditsParts,
});
