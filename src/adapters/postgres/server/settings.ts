/**
 * Settings of the embedded server. Durability is PostgreSQL's own default and said again, so that no file can weaken it;
 * the rest is for one service with a few connections that writes batches of 10 to 100 kB.
 */
export const SETTINGS: Readonly<Record<string, string>> = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '128MB',
  wal_buffers: '16MB',
  // Checkpoints are made by time rather than by volume, which leaves fewer full pages in the log. A crash replays at most this much.
  max_wal_size: '1GB',
  min_wal_size: '256MB',
  checkpoint_timeout: '10min',
  wal_compression: 'on',
  max_connections: '24',
  jit: 'off',
  listen_addresses: '',
  unix_socket_permissions: '0700',
  password_encryption: 'scram-sha-256',
  log_min_messages: 'warning',
  log_statement: 'none',
  // DETAIL lines would show values of rows.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

export const toFlags = (settings: Readonly<Record<string, string>>): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
