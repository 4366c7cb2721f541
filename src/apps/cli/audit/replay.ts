/** A word of a command as a shell takes it. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The address of a database without user and password, for what is printed or kept. */
export function withoutCredentials(address: string): string {
  return address.replace(/^([a-z]+:\/\/)[^@/]*@/i, '$1');
}
