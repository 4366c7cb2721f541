import { explanationsCommands } from '../../cli/commands/explanations/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const explanationTelemetry = defineRoom({
  name: 'explanation-telemetry',
  title: 'Explanations of many decisions',
  commands: explanationsCommands,
  load: async () => (await import('./room.js')).explanationTelemetryParts,
});
