// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type ContainerFacts, isChosen, parseSelection} from '../../src/bug-report/selection.js';

const cart: ContainerFacts = {
  namespace: 'shop',
  deployment: 'cart',
  pod: 'cart-7d4-x2',
  container: 'istio-proxy',
  labels: {app: 'cart', version: 'v1'},
  annotations: {team: 'red'},
};

describe('selections', () => {
  test.each([
    ['', true],
    ['*', true],
    ['shop', true],
    ['pay,shop', true],
    ['pay', false],
    ['sh?p', true],
    ['sho', false],
    ['shop/cart', true],
    ['/ca*', true],
    ['/art', false],
    ['*/*/cart-7d4-x2', true],
    ['//cart-*,pay-*', true],
    ['///app=cart', true],
    ['///app=cart,version=v2', false],
    ['///app=c*', true],
    ['///missing=x', false],
    ['////team=red', true],
    ['////team=blue', false],
    ['/////istio-proxy', true],
    ['/////discovery', false],
    ['shop/cart/*/app=cart/team=r?d/istio-*', true],
  ])('%s: %s', (text, chosen) => {
    expect(parseSelection(text).matches(cart)).toBe(chosen);
  });

  test.each([
    ['///app', 'bad label selection app, must have format key=value'],
    ['///=x', 'bad label selection =x, must have format key=value'],
    ['///a*=x', "bad label selection a*=x, key cannot have '*' wildcards"],
    ['////team', 'bad annotation selection team, must have format key=value'],
    ['a/b/c//e=f/g/h', 'bad selection "a/b/c//e=f/g/h": it has more than six parts'],
  ])('%s is refused', (text, message) => {
    expect(() => parseSelection(text)).toThrow(expect.objectContaining({message, exitCode: 64}));
  });

  test('what is excluded stays out whatever includes it', () => {
    const [all, shop, pay] = ['', 'shop', 'pay'].map(parseSelection);
    if (!all || !shop || !pay) throw new Error('three selections');
    expect(isChosen(cart, {include: [], exclude: []})).toBe(true);
    expect(isChosen(cart, {include: [pay, shop], exclude: []})).toBe(true);
    expect(isChosen(cart, {include: [pay], exclude: []})).toBe(false);
    expect(isChosen(cart, {include: [all], exclude: [shop]})).toBe(false);
  });

  test('every name is its own pattern, whatever letters it has', () => {
    const name = fc.stringMatching(/^[^/,*?\s]+$/);
    fc.assert(
      fc.property(name, name, (namespace, other) => {
        const {matches} = parseSelection(namespace);
        expect(matches({...cart, namespace})).toBe(true);
        expect(matches({...cart, namespace: other})).toBe(namespace === other);
      }),
    );
  });
});
