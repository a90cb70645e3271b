namespace Unum.Devices.Sensing;

/// <summary>Finds sensors on this host: the place where families that the catalog does not know join in.</summary>
public delegate IEnumerable<ISensor> SensorFinder(SensorOptions options, TimeProvider clock);
