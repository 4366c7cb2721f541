import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface EntryLinkProps {
  /** Its place in the main log. */
  readonly at: number;
  readonly children: ReactNode;
}

/** The way to an entry of the main log. */
export const EntryLink = ({ at, children }: EntryLinkProps) => (
  <Link to="/ledger" search={{ entry: at }}>
    {children}
  </Link>
);
