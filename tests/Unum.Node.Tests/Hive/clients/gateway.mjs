// A stranger to Unum: fetches a version over the trustless gateway, checks every block against its name and walks all links.
// Usage: node gateway.mjs http://host:port CID  -> one JSON object on standard output.
import * as dagCbor from '@ipld/dag-cbor'
import { CarReader } from '@ipld/car'
import { CID } from 'multiformats/cid'
import * as Digest from 'multiformats/hashes/digest'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'

const [base, name] = process.argv.slice(2)
const links = value =>
  CID.asCID(value) ? [CID.asCID(value)]
    : Array.isArray(value) ? value.flatMap(links)
      : value instanceof Uint8Array ? []
        : value && typeof value === 'object' ? Object.values(value).flatMap(links) : []

async function verified (cid, bytes) {
  const hash = await sha256.digest(bytes)
  if (!Digest.equals(hash, cid.multihash)) throw new Error(`${cid}: the bytes are not those of the name`)
  return bytes
}

// Block by block.
const root = CID.parse(name)
const blocks = new Map()
const versions = []
const waiting = [root]
while (waiting.length > 0) {
  const cid = waiting.shift()
  if (blocks.has(cid.toString())) continue
  const answer = await fetch(`${base}/ipfs/${cid}`, { headers: { Accept: 'application/vnd.ipld.raw' } })
  if (!answer.ok) throw new Error(`${cid}: ${answer.status} ${await answer.text()}`)
  const bytes = await verified(cid, new Uint8Array(await answer.arrayBuffer()))
  blocks.set(cid.toString(), bytes)
  if (cid.code !== dagCbor.code) {
    if (cid.code !== raw.code) throw new Error(`${cid}: an unknown codec`)
    continue
  }

  const value = dagCbor.decode(bytes)
  if (Buffer.compare(Buffer.from(dagCbor.encode(value)), Buffer.from(bytes)) !== 0) throw new Error(`${cid}: not the canonical spelling`)
  versions.push({ cid: cid.toString(), kind: value.unum, author: Buffer.from(value.author).toString('hex'), lamport: value.lamport, parents: value.parents.map(String), deltas: value.deltas.map(String) })
  waiting.push(...links(value))
}

// The same in one stream.
const answer = await fetch(`${base}/ipfs/${root}?format=car`)
const car = await CarReader.fromBytes(new Uint8Array(await answer.arrayBuffer()))
const carRoots = (await car.getRoots()).map(String)
let carBlocks = 0
for await (const { cid, bytes } of car.blocks()) {
  await verified(cid, bytes)
  if (Buffer.compare(Buffer.from(blocks.get(cid.toString())), Buffer.from(bytes)) !== 0) throw new Error(`${cid}: another block in the CAR file`)
  carBlocks++
}

console.log(JSON.stringify({ blocks: blocks.size, versions, carRoots, carBlocks, carType: answer.headers.get('content-type') }))
