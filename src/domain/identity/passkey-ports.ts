/** A passkey as it is stored: its public half, and nothing that could sign. Times are milliseconds since 1970. */
export interface PasskeyRecord {
  /** Credential id, base64url; the authenticator chooses it. */
  readonly id: string;
  readonly account: string;
  /** Name that the owner gave the passkey. */
  readonly name: string;
  /** Public key as COSE_Key (RFC 9052 section 7), as the authenticator gave it. */
  readonly publicKey: Uint8Array;
  /** Number of signatures so far, by the count of the authenticator; many do not count and say 0. */
  readonly counter: number;
  /** Ways in which browsers reach the authenticator, such as `internal`, `usb`, `hybrid`. */
  readonly transports: readonly string[];
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number | null;
}

/** Ceremony that a challenge is for. A challenge of one ceremony is not valid in another. */
export type PasskeyCeremony = 'register' | 'sign-in' | 'step-up';

export interface ChallengeRecord {
  /** SHA-256 of the token in the cookie of the browser that asked. */
  readonly digest: Uint8Array;
  readonly challenge: Uint8Array;
  readonly ceremony: PasskeyCeremony;
  /** Account that asked; null for a sign-in, where the account is known only afterwards. */
  readonly account: string | null;
  readonly expiresAtMs: number;
}

/** The part of the identity store that stores passkeys and challenges. */
export interface PasskeyStore {
  /** Inserts a passkey; false when any account has registered the credential already. */
  insertPasskey(passkey: PasskeyRecord): Promise<boolean>;
  passkey(id: string): Promise<PasskeyRecord | null>;
  /** Passkeys of one account, oldest first. */
  passkeysOf(account: string): Promise<PasskeyRecord[]>;
  /** Renames a passkey; false when the account has no such passkey. */
  renamePasskey(account: string, id: string, name: string): Promise<boolean>;
  /** Deletes a passkey; false when the account has no such passkey, or when it has no password and no other passkey to sign in with. */
  deletePasskey(account: string, id: string): Promise<boolean>;
  /** Writes the new counter if the stored one is still the one that was compared; false when another sign-in was faster. */
  usePasskey(
    id: string,
    use: { readonly from: number; readonly to: number; readonly usedAtMs: number },
  ): Promise<boolean>;
  /** Inserts a challenge and deletes those that have expired. */
  insertChallenge(challenge: ChallengeRecord, nowMs: number): Promise<void>;
  /** Gives a challenge once; null when it is unknown, used or expired. */
  takeChallenge(digest: Uint8Array, nowMs: number): Promise<ChallengeRecord | null>;
}

/**
 * The party that authenticators sign for: the domain in the address bar, and the one origin that may ask (WebAuthn level 3, section 5.1.2).
 */
export interface RelyingParty {
  /** Domain name without port. */
  readonly id: string;
  /** Origin with scheme, name and port. */
  readonly origin: string;
}

/** Values that the answer of an authenticator must match. */
export interface Expectation {
  readonly party: RelyingParty;
  readonly challenge: Uint8Array;
}

export type NewCredential = Pick<PasskeyRecord, 'id' | 'publicKey' | 'counter' | 'transports'>;

/**
 * Port of the checks of WebAuthn level 3, sections 7.1 and 7.2: type, challenge, origin, hash of the relying party, presence and
 * verification of the user, algorithm, signature, counter. Both methods reject when any check fails.
 */
export interface PasskeyVerifier {
  registered(answer: PasskeyAnswer, expected: Expectation): Promise<NewCredential>;
  /** Checks a signature and gives the new counter. */
  asserted(answer: PasskeyAnswer, passkey: PasskeyRecord, expected: Expectation): Promise<number>;
}

/** The answer that the browser sends, `PublicKeyCredential.toJSON()`. Only its form has been checked. */
export interface PasskeyAnswer {
  readonly id: string;
  readonly rawId: string;
  readonly type: 'public-key';
  readonly response: Readonly<Record<string, unknown>> & { readonly clientDataJSON: string };
}
