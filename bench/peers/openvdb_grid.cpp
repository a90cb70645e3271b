// What OpenVDB does with the grid's work, one thread. Prints one JSON object: nanoseconds a voxel and bytes a voxel.
//   openvdb_grid PATTERN FILE REPEATS   FILE: count (int32), then count times x y z (int32) and value (float32), little-endian
#include <openvdb/openvdb.h>
#include <openvdb/io/File.h>
#include <sys/stat.h>
#include <time.h>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

struct Voxel { int x, y, z; float value; };

// Processor time of this thread: a busy machine counts against nobody.
static double now()
{
    timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static double median(std::vector<double> all)
{
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

static double repeated(int repeats, const std::function<double()>& run)
{
    std::vector<double> all;
    for (int i = 0; i < repeats; i++) all.push_back(run());
    return median(all);
}

static volatile float sink;

int main(int argc, char** argv)
{
    if (argc < 4) return 2;
    openvdb::initialize();
    std::string pattern = argv[1];
    FILE* file = std::fopen(argv[2], "rb");
    int count = 0, repeats = std::atoi(argv[3]);
    if (!file || std::fread(&count, 4, 1, file) != 1) return 3;
    std::vector<Voxel> voxels(count);
    if (std::fread(voxels.data(), sizeof(Voxel), count, file) != size_t(count)) return 3;
    std::fclose(file);
    std::vector<Voxel> order = voxels;  // reads go in another order than inserts unless the pattern is coherent
    if (pattern == "random") std::reverse(order.begin(), order.end());

    openvdb::FloatGrid::Ptr grid;
    double insert = repeated(repeats, [&] {
        grid = openvdb::FloatGrid::create(0.f);
        auto accessor = grid->getAccessor();
        double start = now();
        for (const Voxel& v : voxels) accessor.setValue(openvdb::Coord(v.x, v.y, v.z), v.value);
        return now() - start;
    });
    double read = repeated(repeats, [&] {
        auto accessor = grid->getConstAccessor();
        float sum = 0;
        double start = now();
        for (const Voxel& v : order) sum += accessor.getValue(openvdb::Coord(v.x, v.y, v.z));
        double end = now();
        sink = sum;
        return end - start;
    });
    double sweep = repeated(repeats, [&] {
        auto accessor = grid->getConstAccessor();
        float sum = 0;
        double start = now();
        for (auto it = grid->cbeginValueOn(); it; ++it) {
            openvdb::Coord c = it.getCoord();
            float near = accessor.getValue(c.offsetBy(-1, 0, 0)) + accessor.getValue(c.offsetBy(1, 0, 0)) + accessor.getValue(c.offsetBy(0, -1, 0))
                + accessor.getValue(c.offsetBy(0, 1, 0)) + accessor.getValue(c.offsetBy(0, 0, -1)) + accessor.getValue(c.offsetBy(0, 0, 1));
            sum += near - 6 * it.getValue();
        }
        double end = now();
        sink = sum;
        return end - start;
    });
    // Every active value is read and changed.
    double process = repeated(repeats, [&] {
        double start = now();
        for (auto it = grid->beginValueOn(); it; ++it) it.setValue(it.getValue() * .95f + .03f);
        return now() - start;
    });
    double face = 0;
    if (pattern == "plane") {
        face = repeated(repeats, [&] {
            auto fresh = openvdb::FloatGrid::create(0.f);
            double start = now();
            fresh->denseFill(openvdb::CoordBBox(0, 0, 500, 999, 999, 500), 1.f, true);
            return now() - start;
        });
    }
    double bytes = double(grid->memUsage()) / count;
    std::string path = std::string(argv[2]) + ".vdb";
    double save = now();
    openvdb::io::File out(path);
    out.write({grid});
    out.close();
    save = now() - save;
    struct stat written;
    stat(path.c_str(), &written);
    std::remove(path.c_str());
    double n = count;
    std::printf("{\"insert\":%g,\"read\":%g,\"sweep\":%g,\"process\":%g,\"face\":%g,\"bytes\":%g,\"save\":%g,\"file\":%g,\"active\":%g}\n",
        insert / n * 1e9, read / n * 1e9, sweep / n * 1e9, process / n * 1e9, face / n * 1e9, bytes, save / n * 1e9, double(written.st_size) / n,
        double(grid->activeVoxelCount()));
}
