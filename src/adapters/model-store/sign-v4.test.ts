import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signV4 } from './sign-v4.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The test suite of AWS for signature version 4 (aws4_testsuite), cases get-vanilla, get-vanilla-query-order-key-case, post-vanilla. */
describe('the test suite of the protocol', () => {
  const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
  const scope = { keys, region: 'us-east-1', service: 'service', nowMs: Date.UTC(2015, 7, 30, 12, 36) };
  const cases: [string, string, string, string][] = [
    [
      'get-vanilla',
      'GET',
      'https://example.amazonaws.com/',
      '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    ],
    [
      'get-vanilla-query-order-key-case',
      'GET',
      'https://example.amazonaws.com/?Param2=value2&Param1=value1',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'post-vanilla',
      'POST',
      'https://example.amazonaws.com/',
      '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
    ],
  ];
  it.each(cases)('%s', (_name, method, url, signature) => {
    const { authorization } = signV4({ method, url: new URL(url), headers: {}, bodySha256: sha256('') }, scope);
    expect(authorization).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    );
  });
});

/** Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header", examples GET Object and PUT Object. */
describe('the examples of S3', () => {
  const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
  const scope = { keys, region: 'us-east-1', service: 's3', nowMs: Date.UTC(2013, 4, 24) };

  it('reads an object', () => {
    const url = new URL('https://examplebucket.s3.amazonaws.com/test.txt');
    const headers = { range: 'bytes=0-9', 'x-amz-content-sha256': sha256('') };
    const { authorization } = signV4({ method: 'GET', url, headers, bodySha256: sha256('') }, scope);
    expect(authorization).toMatch(/Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41$/);
  });

  it('writes an object', () => {
    const body = 'Welcome to Amazon S3.';
    const url = new URL('https://examplebucket.s3.amazonaws.com/test%24file.text');
    const headers = {
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      'x-amz-content-sha256': sha256(body),
    };
    const { authorization } = signV4({ method: 'PUT', url, headers, bodySha256: sha256(body) }, scope);
    expect(authorization).toMatch(/Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd$/);
  });

  it('signs the token of temporary keys', () => {
    const url = new URL('https://examplebucket.s3.amazonaws.com/test.txt');
    const request = { method: 'GET', url, headers: {}, bodySha256: sha256('') };
    const signed = signV4(request, { ...scope, keys: { ...keys, sessionToken: 'token' } });
    expect(signed['x-amz-security-token']).toBe('token');
    expect(signed.authorization).toContain('x-amz-date;x-amz-security-token');
  });
});
