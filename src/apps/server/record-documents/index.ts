import { documentCommands } from '../../cli/commands/document/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const recordDocuments = defineRoom({
  name: 'record-documents',
  title: 'Documents',
  commands: documentCommands,
  load: async () => (await import('./room.js')).recordDocumentParts,
});
