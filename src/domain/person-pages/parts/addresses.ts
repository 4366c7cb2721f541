/** Addresses of the pages of a person; each takes `lang`, which chooses the language. */
export const PERSON = {
  enter: '/notice',
  open: '/notice/open',
  code: '/notice/code',
  decision: '/notice/decision',
  contest: '/notice/contest',
  check: '/notice/check',
  send: '/notice/send',
  evidence: '/notice/evidence',
  understood: '/notice/understood',
  wrong: '/notice/wrong',
  held: '/notice/held',
  copy: '/notice/copy',
  status: '/notice/status',
  withdraw: '/notice/withdraw',
  outcome: '/notice/outcome',
  receipt: '/notice/receipt',
  opening: '/notice/opening',
  leave: '/notice/leave',
  style: '/assets/person.css',
  verify: '/verify',
} as const;

/** Names of the fields of forms; those of inputs are numbered by their place. */
export const FIELD = {
  language: 'lang',
  code: 'code',
  link: 'link',
  revision: 'revision',
  statement: 'statement',
  input: (at: number): string => `input-${at}`,
  what: 'what',
  file: 'file',
  why: 'why',
  next: 'next',
} as const;
