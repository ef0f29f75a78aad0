import { expect } from 'chai'
import { describe, it } from 'mocha'
import { needsInit } from '../../src/directory/needs-init.js'
import { readExample, readFixture } from '../support/read-template.js'

describe('whether a template needs init', () => {
  const cases: readonly { name: string; files: Record<string, string>; needed: boolean }[] = [
    {
      name: 'no: nothing but the built-in provider',
      files: { 'main.tf': 'resource "terraform_data" "a" {\n}\n' },
      needed: false,
    },
    {
      name: 'no: the state of another module',
      files: { 'main.tf': '\tdata "terraform_remote_state" "a" {' },
      needed: false,
    },
    {
      name: 'no: values called like blocks',
      files: {
        'main.tf':
          'locals {\n  resource = 1\n  data = { a = 1 }\n  module = "x"\n  x = [\n    data.terraform_remote_state.a,\n    module.a\n  ]\n}',
      },
      needed: false,
    },
    {
      name: 'no: a comment about a provider',
      files: { 'main.tf': '# provider "aws" {\n// module "x" {\n' },
      needed: false,
    },
    {
      name: 'no: a required version',
      files: { 'main.tf': 'terraform {\n  required_version = ">= 1.5"\n}' },
      needed: false,
    },
    {
      name: 'no: a module that is never called',
      files: { 'part/main.tf': 'provider "aws" {' },
      needed: false,
    },
    {
      name: 'yes: a resource of a provider',
      files: { 'main.tf': 'resource "random_id" "a" {' },
      needed: true,
    },
    { name: 'yes: a label without quotes', files: { 'main.tf': 'resource random_id a {' }, needed: true },
    {
      name: 'yes: a data source of a provider',
      files: { 'main.tf': '\n\n  data "aws_ami" "a" {' },
      needed: true,
    },
    {
      name: 'yes: a data source inside a check',
      files: { 'main.tf': 'check "a" {\n  data "http" "b" {' },
      needed: true,
    },
    {
      name: 'yes: an ephemeral resource',
      files: { 'main.tf': 'ephemeral "random_password" "a" {' },
      needed: true,
    },
    { name: 'yes: a local module', files: { 'main.tf': 'module "a" {\n  source = "./a"' }, needed: true },
    {
      name: 'yes: required providers',
      files: { 'main.tf': 'terraform {\n  required_providers {' },
      needed: true,
    },
    { name: 'yes: a provider', files: { 'main.tf': 'provider aws {' }, needed: true },
    {
      name: 'yes: Windows line ends',
      files: { 'main.tf': 'locals {}\r\nprovider "aws" {\r\n' },
      needed: true,
    },
    { name: 'yes: a byte-order mark', files: { 'main.tf': '\uFEFFprovider "aws" {' }, needed: true },
    {
      name: 'yes: a comment that may hide anything',
      files: { 'main.tf': '/* */ resource "random_id" "a" {' },
      needed: true,
    },
    { name: 'yes: JSON, which is not looked into', files: { 'main.tf.json': '{}' }, needed: true },
    { name: "yes: OpenTofu's own files", files: { 'main.tofu': '' }, needed: true },
  ]
  for (const { name, files, needed } of cases) {
    it(name, () => {
      const list = Object.entries(files).map(([path, text]) => ({
        path,
        executable: false,
        bytes: Buffer.from(text),
      }))
      expect(needsInit(list, [])).to.equal(needed)
    })
  }

  it('yes: resources of a provider in the state, which may be gone from the template', () => {
    expect(needsInit([], ['registry.terraform.io/hashicorp/aws'])).to.equal(true)
  })

  for (const name of ['local', 'files', 'process', 'docker']) {
    it(`no: the example ${name}`, () => expect(needsInit(readExample(name).files, [])).to.equal(false))
  }

  it('yes: the fixture with a module', () => {
    expect(needsInit(readFixture('local-module').files, [])).to.equal(true)
  })
})
