// A client typed by the OpenAPI document: it compiles only if the document says what the node answers.
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

const client = createClient<paths>({ baseUrl: process.argv[2] });

const template = await client.POST("/template/create", { body: { dimensions: [10, 10, 10] } });
const instance = await client.POST("/instance/create", { body: { template_id: template.data!.template_id } });
const instance_id: string = instance.data!.instance_id;
const set = await client.POST("/value", { body: { x: 1, y: 2, z: 3, value: 0.5, instance_id } });
const value = await client.GET("/value", { params: { query: { x: 1, y: 2, z: 3, instance_id } } });
const kappa: number = value.data!.llm.kappa;
const face = await client.POST("/llm/interlock", { body: { plane: "z", index: 5, operation: "activate", instance_id } });
const region = await client.GET("/region", { params: { query: { x0: 0, y0: 0, z0: 0, x1: 9, y1: 9, z1: 9, instance_id } } });
const cube = await client.POST("/cubes", { body: {} });
const cube_id: string = cube.data!.cube_id;
const thought = await client.POST("/cubes/{cube_id}/collective_think", { params: { path: { cube_id } }, body: { query: "What is 2+2?" } });
const probability: number = thought.data!.consensus.probability;
const wrong = await client.GET("/value", { params: { query: { x: 1, y: 2, z: 1000, instance_id } } });
const detail: string | undefined = wrong.error?.detail;
const gone = await client.DELETE("/cubes/{cube_id}", { params: { path: { cube_id } } });

console.log(
  JSON.stringify({
    hash: set.data!.hash,
    value: value.data!.value,
    kappa,
    processed: face.data!.processed,
    blocks: region.data!.blocks.length,
    probability,
    detail,
    gone: gone.response.status,
  }),
);
