import type { CommandEntry } from '../../frame/api.js';

/** Commands about documents that are views of records. */
export const documentCommands: readonly CommandEntry[] = [
  { name: 'document', load: async () => (await import('./document.js')).documentCommand },
  { name: 'document compare', load: async () => (await import('./document-compare.js')).documentCompareCommand },
  { name: 'document issue', load: async () => (await import('./document-issue.js')).documentIssueCommand },
  { name: 'document issued', load: async () => (await import('./document-issued.js')).documentIssuedCommand },
  { name: 'document kinds', load: async () => (await import('./document-kinds.js')).documentKindsCommand },
  { name: 'document state', load: async () => (await import('./document-state.js')).documentStateCommand },
  { name: 'document verify', load: async () => (await import('./document-verify.js')).documentVerifyCommand },
];
