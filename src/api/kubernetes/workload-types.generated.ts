// SPDX-License-Identifier: Apache-2.0
// Written by scripts/workload-types.ts; do not edit.

/** Every type that can occur in a workload, with its fields in the order of Go’s; see workload-type.ts. */
// biome-ignore format: generated
export const workloadTypes: Readonly<Record<string, string>> = {
  AWSElasticBlockStoreVolumeSource:
    'volumeID string!; FSType=fsType string; partition int; readOnly bool',
  Affinity:
    'nodeAffinity *NodeAffinity; podAffinity *PodAffinity; podAntiAffinity *PodAntiAffinity',
  AppArmorProfile:
    'type string!; localhostProfile *string',
  AzureDiskVolumeSource:
    'diskName string!; DataDiskURI=diskURI string!; cachingMode *string; FSType=fsType *string; readOnly *bool; kind *string',
  AzureFileVolumeSource:
    'secretName string!; shareName string!; readOnly bool',
  CSIVolumeSource:
    'driver string!; readOnly *bool; FSType=fsType *string; volumeAttributes {string}; nodePublishSecretRef *LocalObjectReference',
  Capabilities:
    'add [string]; drop [string]',
  CephFSVolumeSource:
    'monitors [string]!; path string; user string; secretFile string; secretRef *LocalObjectReference; readOnly bool',
  CinderVolumeSource:
    'volumeID string!; FSType=fsType string; readOnly bool; secretRef *LocalObjectReference',
  ClusterTrustBundleProjection:
    'name *string; signerName *string; labelSelector *LabelSelector; optional *bool; path string!',
  ConfigMapEnvSource:
    'name string; optional *bool',
  ConfigMapKeySelector:
    'name string; key string!; optional *bool',
  ConfigMapProjection:
    'name string; items [KeyToPath]; optional *bool',
  ConfigMapVolumeSource:
    'name string; items [KeyToPath]; defaultMode *int; optional *bool',
  Container:
    'name string!; image string; command [string]; args [string]; workingDir string; ports [ContainerPort]; envFrom [EnvFromSource]; env [EnvVar]; resources ResourceRequirements; resizePolicy [ContainerResizePolicy]; restartPolicy *string; restartPolicyRules [ContainerRestartRule]; volumeMounts [VolumeMount]; volumeDevices [VolumeDevice]; livenessProbe *Probe; readinessProbe *Probe; startupProbe *Probe; lifecycle *Lifecycle; terminationMessagePath string; terminationMessagePolicy string; imagePullPolicy string; securityContext *SecurityContext; stdin bool; stdinOnce bool; TTY=tty bool',
  ContainerExtendedResourceRequest:
    'containerName string!; resourceName string!; requestName string!',
  ContainerPort:
    'name string; hostPort int; containerPort int!; protocol string; hostIP string',
  ContainerResizePolicy:
    'resourceName string!; restartPolicy string!',
  ContainerRestartRule:
    'action string; exitCodes *ContainerRestartRuleOnExitCodes',
  ContainerRestartRuleOnExitCodes:
    'operator string; values [int]',
  ContainerState:
    'waiting *ContainerStateWaiting; running *ContainerStateRunning; terminated *ContainerStateTerminated',
  ContainerStateRunning:
    'startedAt time',
  ContainerStateTerminated:
    'exitCode int!; signal int; reason string; message string; startedAt time; finishedAt time; containerID string',
  ContainerStateWaiting:
    'reason string; message string',
  ContainerStatus:
    'name string!; state ContainerState; LastTerminationState=lastState ContainerState; ready bool!; restartCount int!; image string!; imageID string!; containerID string; started *bool; allocatedResources {quantity}; resources *ResourceRequirements; volumeMounts [VolumeMountStatus]; user *ContainerUser; allocatedResourcesStatus [ResourceStatus]; stopSignal *string',
  ContainerUser:
    'linux *LinuxContainerUser',
  CronJob:
    'kind string; APIVersion=apiVersion string; ObjectMeta=metadata ObjectMeta; spec CronJobSpec; status CronJobStatus',
  CronJobSpec:
    'schedule string!; timeZone *string; startingDeadlineSeconds *int; concurrencyPolicy string; suspend *bool; jobTemplate JobTemplateSpec!; successfulJobsHistoryLimit *int; failedJobsHistoryLimit *int',
  CronJobStatus:
    'active [ObjectReference]; lastScheduleTime *time; lastSuccessfulTime *time',
  DaemonSet:
    'kind string; APIVersion=apiVersion string; ObjectMeta=metadata ObjectMeta; spec DaemonSetSpec; status DaemonSetStatus',
  DaemonSetCondition:
    'type string!; status string!; lastTransitionTime time; reason string; message string',
  DaemonSetSpec:
    'selector *LabelSelector!; template PodTemplateSpec!; updateStrategy DaemonSetUpdateStrategy; minReadySeconds int; revisionHistoryLimit *int',
  DaemonSetStatus:
    'currentNumberScheduled int!; numberMisscheduled int!; desiredNumberScheduled int!; numberReady int!; observedGeneration int; updatedNumberScheduled int; numberAvailable int; numberUnavailable int; collisionCount *int; conditions [DaemonSetCondition]',
  DaemonSetUpdateStrategy:
    'type string; rollingUpdate *RollingUpdateDaemonSet',
  Deployment:
    'kind string; APIVersion=apiVersion string; ObjectMeta=metadata ObjectMeta; spec DeploymentSpec; status DeploymentStatus',
  DeploymentCondition:
    'type string!; status string!; lastUpdateTime time; lastTransitionTime time; reason string; message string',
  DeploymentSpec:
    'replicas *int; selector *LabelSelector!; template PodTemplateSpec!; strategy DeploymentStrategy; minReadySeconds int; revisionHistoryLimit *int; paused bool; progressDeadlineSeconds *int',
  DeploymentStatus:
    'observedGeneration int; replicas int; updatedReplicas int; readyReplicas int; availableReplicas int; unavailableReplicas int; terminatingReplicas *int; conditions [DeploymentCondition]; collisionCount *int',
  DeploymentStrategy:
    'type string; rollingUpdate *RollingUpdateDeployment',
  DownwardAPIProjection:
    'items [DownwardAPIVolumeFile]',
  DownwardAPIVolumeFile:
    'path string!; fieldRef *ObjectFieldSelector; resourceFieldRef *ResourceFieldSelector; mode *int',
  DownwardAPIVolumeSource:
    'items [DownwardAPIVolumeFile]; defaultMode *int',
  EmptyDirVolumeSource:
    'medium string; sizeLimit *quantity',
  EnvFromSource:
    'prefix string; configMapRef *ConfigMapEnvSource; secretRef *SecretEnvSource',
  EnvVar:
    'name string!; value string; valueFrom *EnvVarSource',
  EnvVarSource:
    'fieldRef *ObjectFieldSelector; resourceFieldRef *ResourceFieldSelector; configMapKeyRef *ConfigMapKeySelector; secretKeyRef *SecretKeySelector; fileKeyRef *FileKeySelector',
  EphemeralContainer:
    'name string!; image string; command [string]; args [string]; workingDir string; ports [ContainerPort]; envFrom [EnvFromSource]; env [EnvVar]; resources ResourceRequirements; resizePolicy [ContainerResizePolicy]; restartPolicy *string; restartPolicyRules [ContainerRestartRule]; volumeMounts [VolumeMount]; volumeDevices [VolumeDevice]; livenessProbe *Probe; readinessProbe *Probe; startupProbe *Probe; lifecycle *Lifecycle; terminationMessagePath string; terminationMessagePolicy string; imagePullPolicy string; securityContext *SecurityContext; stdin bool; stdinOnce bool; TTY=tty bool; targetContainerName string',
  EphemeralVolumeSource:
    'volumeClaimTemplate *PersistentVolumeClaimTemplate',
  ExecAction:
    'command [string]',
  FCVolumeSource:
    'targetWWNs [string]; lun *int; FSType=fsType string; readOnly bool; WWIDs=wwids [string]',
  FileKeySelector:
    'volumeName string!; path string!; key string!; optional *bool',
  FlexVolumeSource:
    'driver string!; FSType=fsType string; secretRef *LocalObjectReference; readOnly bool; options {string}',
  FlockerVolumeSource:
    'datasetName string; datasetUUID string',
  GCEPersistentDiskVolumeSource:
    'PDName=pdName string!; FSType=fsType string; partition int; readOnly bool',
  GRPCAction:
    'port int!; service *string!',
  GitRepoVolumeSource:
    'repository string!; revision string; directory string',
  GlusterfsVolumeSource:
    'EndpointsName=endpoints string!; path string!; readOnly bool',
  HTTPGetAction:
    'path string; port intstr!; host string; scheme string; HTTPHeaders=httpHeaders [HTTPHeader]',
  HTTPHeader:
    'name string!; value string!',
  HostAlias:
    'IP=ip string!; hostnames [string]',
  HostIP:
    'IP=ip string!',
  HostPathVolumeSource:
    'path string!; type *string',
  ISCSIVolumeSource:
    'targetPortal string!; IQN=iqn string!; lun int!; ISCSIInterface=iscsiInterface string; FSType=fsType string; readOnly bool; portals [string]; DiscoveryCHAPAuth=chapAuthDiscovery bool; SessionCHAPAuth=chapAuthSession bool; secretRef *LocalObjectReference; initiatorName *string',
  ImageVolumeSource:
    'reference string; pullPolicy string',
  ImageVolumeStatus:
    'imageRef string',
  Job:
    'kind string; APIVersion=apiVersion string; ObjectMeta=metadata ObjectMeta; spec JobSpec; status JobStatus',
  JobCondition:
    'type string!; status string!; lastProbeTime time; lastTransitionTime time; reason string; message string',
  JobSpec:
    'parallelism *int; completions *int; activeDeadlineSeconds *int; podFailurePolicy *PodFailurePolicy; successPolicy *SuccessPolicy; backoffLimit *int; backoffLimitPerIndex *int; maxFailedIndexes *int; selector *LabelSelector; manualSelector *bool; template PodTemplateSpec!; TTLSecondsAfterFinished=ttlSecondsAfterFinished *int; completionMode *string; suspend *bool; podReplacementPolicy *string; managedBy *string',
  JobStatus:
    'conditions [JobCondition]; startTime *time; completionTime *time; active int; succeeded int; failed int; terminating *int; completedIndexes string; failedIndexes *string; uncountedTerminatedPods *UncountedTerminatedPods; ready *int',
  JobTemplateSpec:
    'ObjectMeta=metadata ObjectMeta; spec JobSpec',
  KeyToPath:
    'key string!; path string!; mode *int',
  LabelSelector:
    'matchLabels {string}; matchExpressions [LabelSelectorRequirement]',
  LabelSelectorRequirement:
    'key string!; operator string!; values [string]',
  Lifecycle:
    'postStart *LifecycleHandler; preStop *LifecycleHandler; stopSignal *string',
  LifecycleHandler:
    'exec *ExecAction; HTTPGet=httpGet *HTTPGetAction; TCPSocket=tcpSocket *TCPSocketAction; sleep *SleepAction',
  LinuxContainerUser:
    'UID=uid int!; GID=gid int!; supplementalGroups [int]',
  LocalObjectReference:
    'name string',
  ModifyVolumeStatus:
    'targetVolumeAttributesClassName string; status string!',
  NFSVolumeSource:
    'server string!; path string!; readOnly bool',
  NodeAffinity:
    'requiredDuringSchedulingIgnoredDuringExecution *NodeSelector; preferredDuringSchedulingIgnoredDuringExecution [PreferredSchedulingTerm]',
  NodeAllocatableResourceClaimStatus:
    'resourceClaimName string!; containers [string]; resources {quantity}!',
  NodeSelector:
    'nodeSelectorTerms [NodeSelectorTerm]!',
  NodeSelectorRequirement:
    'key string!; operator string!; values [string]',
  NodeSelectorTerm:
    'matchExpressions [NodeSelectorRequirement]; matchFields [NodeSelectorRequirement]',
  ObjectFieldSelector:
    'APIVersion=apiVersion string; fieldPath string!',
  ObjectMeta:
    'name string; generateName string; namespace string; selfLink string; UID=uid string; resourceVersion string; generation int; creationTimestamp time; deletionTimestamp *time; deletionGracePeriodSeconds *int; labels {string}; annotations {string}; ownerReferences [OwnerReference]; finalizers [string]; managedFields [any]',
  ObjectReference:
    'kind string; namespace string; name string; UID=uid string; APIVersion=apiVersion string; resourceVersion string; fieldPath string',
  OwnerReference:
    'APIVersion=apiVersion string!; kind string!; name string!; UID=uid string!; controller *bool; blockOwnerDeletion *bool',
  PersistentVolumeClaim:
    'kind string; APIVersion=apiVersion string; ObjectMeta=metadata ObjectMeta; spec PersistentVolumeClaimSpec; status PersistentVolumeClaimStatus',
  PersistentVolumeClaimCondition:
    'type string!; status string!; lastProbeTime time; lastTransitionTime time; reason string; message string',
  PersistentVolumeClaimSpec:
    'accessModes [string]; selector *LabelSelector; resources VolumeResourceRequirements; volumeName string; storageClassName *string; volumeMode *string; dataSource *TypedLocalObjectReference; dataSourceRef *TypedObjectReference; volumeAttributesClassName *string',
  PersistentVolumeClaimStatus:
    'phase string; accessModes [string]; capacity {quantity}; conditions [PersistentVolumeClaimCondition]; allocatedResources {quantity}; allocatedResourceStatuses {string}; currentVolumeAttributesClassName *string; modifyVolumeStatus *ModifyVolumeStatus',
  PersistentVolumeClaimTemplate:
    'ObjectMeta=metadata ObjectMeta; spec PersistentVolumeClaimSpec!',
  PersistentVolumeClaimVolumeSource:
    'claimName string!; readOnly bool',
  PhotonPersistentDiskVolumeSource:
    'pdID string!; FSType=fsType string',
  Pod:
    'kind string; APIVersion=apiVersion string; ObjectMeta=metadata ObjectMeta; spec PodSpec; status PodStatus',
  PodAffinity:
    'requiredDuringSchedulingIgnoredDuringExecution [PodAffinityTerm]; preferredDuringSchedulingIgnoredDuringExecution [WeightedPodAffinityTerm]',
  PodAffinityTerm:
    'labelSelector *LabelSelector; namespaces [string]; topologyKey string!; namespaceSelector *LabelSelector; matchLabelKeys [string]; mismatchLabelKeys [string]',
  PodAntiAffinity:
    'requiredDuringSchedulingIgnoredDuringExecution [PodAffinityTerm]; preferredDuringSchedulingIgnoredDuringExecution [WeightedPodAffinityTerm]',
  PodCertificateProjection:
    'signerName string; keyType string; maxExpirationSeconds *int; credentialBundlePath string; keyPath string; certificateChainPath string; userAnnotations {string}',
  PodCondition:
    'type string!; observedGeneration int; status string!; lastProbeTime time; lastTransitionTime time; reason string; message string',
  PodDNSConfig:
    'nameservers [string]; searches [string]; options [PodDNSConfigOption]',
  PodDNSConfigOption:
    'name string; value *string',
  PodExtendedResourceClaimStatus:
    'requestMappings [ContainerExtendedResourceRequest]!; resourceClaimName string!',
  PodFailurePolicy:
    'rules [PodFailurePolicyRule]!',
  PodFailurePolicyOnExitCodesRequirement:
    'containerName *string; operator string!; values [int]!',
  PodFailurePolicyOnPodConditionsPattern:
    'type string!; status string!',
  PodFailurePolicyRule:
    'action string!; onExitCodes *PodFailurePolicyOnExitCodesRequirement; onPodConditions [PodFailurePolicyOnPodConditionsPattern]',
  PodIP:
    'IP=ip string!',
  PodOS:
    'name string!',
  PodReadinessGate:
    'conditionType string!',
  PodResourceClaim:
    'name string!; resourceClaimName *string; resourceClaimTemplateName *string',
  PodResourceClaimStatus:
    'name string!; resourceClaimName *string',
  PodSchedulingGate:
    'name string!',
  PodSchedulingGroup:
    'podGroupName *string',
  PodSecurityContext:
    'SELinuxOptions=seLinuxOptions *SELinuxOptions; windowsOptions *WindowsSecurityContextOptions; runAsUser *int; runAsGroup *int; runAsNonRoot *bool; supplementalGroups [int]; supplementalGroupsPolicy *string; FSGroup=fsGroup *int; sysctls [Sysctl]; FSGroupChangePolicy=fsGroupChangePolicy *string; seccompProfile *SeccompProfile; appArmorProfile *AppArmorProfile; SELinuxChangePolicy=seLinuxChangePolicy *string',
  PodSpec:
    'volumes [Volume]; initContainers [Container]; containers [Container]!; ephemeralContainers [EphemeralContainer]; restartPolicy string; terminationGracePeriodSeconds *int; activeDeadlineSeconds *int; DNSPolicy=dnsPolicy string; nodeSelector {string}; serviceAccountName string; DeprecatedServiceAccount=serviceAccount string; automountServiceAccountToken *bool; nodeName string; hostNetwork bool; hostPID bool; hostIPC bool; shareProcessNamespace *bool; securityContext *PodSecurityContext; imagePullSecrets [LocalObjectReference]; hostname string; subdomain string; affinity *Affinity; schedulerName string; tolerations [Toleration]; hostAliases [HostAlias]; priorityClassName string; priority *int; DNSConfig=dnsConfig *PodDNSConfig; readinessGates [PodReadinessGate]; runtimeClassName *string; enableServiceLinks *bool; preemptionPolicy *string; overhead {quantity}; topologySpreadConstraints [TopologySpreadConstraint]; setHostnameAsFQDN *bool; OS=os *PodOS; hostUsers *bool; schedulingGates [PodSchedulingGate]; resourceClaims [PodResourceClaim]; resources *ResourceRequirements; hostnameOverride *string; schedulingGroup *PodSchedulingGroup',
  PodStatus:
    'observedGeneration int; phase string; conditions [PodCondition]; message string; reason string; nominatedNodeName string; hostIP string; hostIPs [HostIP]; podIP string; podIPs [PodIP]; startTime *time; initContainerStatuses [ContainerStatus]; containerStatuses [ContainerStatus]; QOSClass=qosClass string; ephemeralContainerStatuses [ContainerStatus]; resize string; resourceClaimStatuses [PodResourceClaimStatus]; extendedResourceClaimStatus *PodExtendedResourceClaimStatus; allocatedResources {quantity}; resources *ResourceRequirements; nodeAllocatableResourceClaimStatuses [NodeAllocatableResourceClaimStatus]',
  PodTemplateSpec:
    'ObjectMeta=metadata ObjectMeta; spec PodSpec',
  PortworxVolumeSource:
    'volumeID string!; FSType=fsType string; readOnly bool',
  PreferredSchedulingTerm:
    'weight int!; preference NodeSelectorTerm!',
  Probe:
    'exec *ExecAction; HTTPGet=httpGet *HTTPGetAction; TCPSocket=tcpSocket *TCPSocketAction; GRPC=grpc *GRPCAction; initialDelaySeconds int; timeoutSeconds int; periodSeconds int; successThreshold int; failureThreshold int; terminationGracePeriodSeconds *int',
  ProjectedVolumeSource:
    'sources [VolumeProjection]!; defaultMode *int',
  QuobyteVolumeSource:
    'registry string!; volume string!; readOnly bool; user string; group string; tenant string',
  RBDVolumeSource:
    'CephMonitors=monitors [string]!; RBDImage=image string!; FSType=fsType string; RBDPool=pool string; RadosUser=user string; keyring string; secretRef *LocalObjectReference; readOnly bool',
  ReplicaSet:
    'kind string; APIVersion=apiVersion string; ObjectMeta=metadata ObjectMeta; spec ReplicaSetSpec; status ReplicaSetStatus',
  ReplicaSetCondition:
    'type string!; status string!; lastTransitionTime time; reason string; message string',
  ReplicaSetSpec:
    'replicas *int; minReadySeconds int; selector *LabelSelector!; template PodTemplateSpec',
  ReplicaSetStatus:
    'replicas int!; fullyLabeledReplicas int; readyReplicas int; availableReplicas int; terminatingReplicas *int; observedGeneration int; conditions [ReplicaSetCondition]',
  ReplicationController:
    'kind string; APIVersion=apiVersion string; ObjectMeta=metadata ObjectMeta; spec ReplicationControllerSpec; status ReplicationControllerStatus',
  ReplicationControllerCondition:
    'type string!; status string!; lastTransitionTime time; reason string; message string',
  ReplicationControllerSpec:
    'replicas *int; minReadySeconds int; selector {string}; template *PodTemplateSpec',
  ReplicationControllerStatus:
    'replicas int!; fullyLabeledReplicas int; readyReplicas int; availableReplicas int; observedGeneration int; conditions [ReplicationControllerCondition]',
  ResourceClaim:
    'name string!; request string',
  ResourceFieldSelector:
    'containerName string; resource string!; divisor quantity',
  ResourceHealth:
    'resourceID string!; health string; message *string',
  ResourceRequirements:
    'limits {quantity}; requests {quantity}; claims [ResourceClaim]',
  ResourceStatus:
    'name string!; resources [ResourceHealth]',
  RollingUpdateDaemonSet:
    'maxUnavailable *intstr; maxSurge *intstr',
  RollingUpdateDeployment:
    'maxUnavailable *intstr; maxSurge *intstr',
  RollingUpdateStatefulSetStrategy:
    'partition *int; maxUnavailable *intstr',
  SELinuxOptions:
    'user string; role string; type string; level string',
  ScaleIOVolumeSource:
    'gateway string!; system string!; secretRef *LocalObjectReference!; SSLEnabled=sslEnabled bool; protectionDomain string; storagePool string; storageMode string; volumeName string; FSType=fsType string; readOnly bool',
  SeccompProfile:
    'type string!; localhostProfile *string',
  SecretEnvSource:
    'name string; optional *bool',
  SecretKeySelector:
    'name string; key string!; optional *bool',
  SecretProjection:
    'name string; items [KeyToPath]; optional *bool',
  SecretVolumeSource:
    'secretName string; items [KeyToPath]; defaultMode *int; optional *bool',
  SecurityContext:
    'capabilities *Capabilities; privileged *bool; SELinuxOptions=seLinuxOptions *SELinuxOptions; windowsOptions *WindowsSecurityContextOptions; runAsUser *int; runAsGroup *int; runAsNonRoot *bool; readOnlyRootFilesystem *bool; allowPrivilegeEscalation *bool; procMount *string; seccompProfile *SeccompProfile; appArmorProfile *AppArmorProfile',
  ServiceAccountTokenProjection:
    'audience string; expirationSeconds *int; path string!',
  SleepAction:
    'seconds int!',
  StatefulSet:
    'kind string; APIVersion=apiVersion string; ObjectMeta=metadata ObjectMeta; spec StatefulSetSpec; status StatefulSetStatus',
  StatefulSetCondition:
    'type string!; status string!; lastTransitionTime time; reason string; message string',
  StatefulSetOrdinals:
    'start int!',
  StatefulSetPersistentVolumeClaimRetentionPolicy:
    'whenDeleted string; whenScaled string',
  StatefulSetSpec:
    'replicas *int; selector *LabelSelector!; template PodTemplateSpec!; volumeClaimTemplates [PersistentVolumeClaim]; serviceName string!; podManagementPolicy string; updateStrategy StatefulSetUpdateStrategy; revisionHistoryLimit *int; minReadySeconds int; persistentVolumeClaimRetentionPolicy *StatefulSetPersistentVolumeClaimRetentionPolicy; ordinals *StatefulSetOrdinals',
  StatefulSetStatus:
    'observedGeneration int; replicas int!; readyReplicas int; currentReplicas int; updatedReplicas int; currentRevision string; updateRevision string; collisionCount *int; conditions [StatefulSetCondition]; availableReplicas int!',
  StatefulSetUpdateStrategy:
    'type string; rollingUpdate *RollingUpdateStatefulSetStrategy',
  StorageOSVolumeSource:
    'volumeName string; volumeNamespace string; FSType=fsType string; readOnly bool; secretRef *LocalObjectReference',
  SuccessPolicy:
    'rules [SuccessPolicyRule]!',
  SuccessPolicyRule:
    'succeededIndexes *string; succeededCount *int',
  Sysctl:
    'name string!; value string!',
  TCPSocketAction:
    'port intstr!; host string',
  Toleration:
    'key string; operator string; value string; effect string; tolerationSeconds *int',
  TopologySpreadConstraint:
    'maxSkew int!; topologyKey string!; whenUnsatisfiable string!; labelSelector *LabelSelector; minDomains *int; nodeAffinityPolicy *string; nodeTaintsPolicy *string; matchLabelKeys [string]',
  TypedLocalObjectReference:
    'APIGroup=apiGroup *string!; kind string!; name string!',
  TypedObjectReference:
    'APIGroup=apiGroup *string!; kind string!; name string!; namespace *string',
  UncountedTerminatedPods:
    'succeeded [string]; failed [string]',
  Volume:
    'name string!; hostPath *HostPathVolumeSource; emptyDir *EmptyDirVolumeSource; GCEPersistentDisk=gcePersistentDisk *GCEPersistentDiskVolumeSource; AWSElasticBlockStore=awsElasticBlockStore *AWSElasticBlockStoreVolumeSource; gitRepo *GitRepoVolumeSource; secret *SecretVolumeSource; NFS=nfs *NFSVolumeSource; ISCSI=iscsi *ISCSIVolumeSource; glusterfs *GlusterfsVolumeSource; persistentVolumeClaim *PersistentVolumeClaimVolumeSource; RBD=rbd *RBDVolumeSource; flexVolume *FlexVolumeSource; cinder *CinderVolumeSource; CephFS=cephfs *CephFSVolumeSource; flocker *FlockerVolumeSource; downwardAPI *DownwardAPIVolumeSource; FC=fc *FCVolumeSource; azureFile *AzureFileVolumeSource; configMap *ConfigMapVolumeSource; vsphereVolume *VsphereVirtualDiskVolumeSource; quobyte *QuobyteVolumeSource; azureDisk *AzureDiskVolumeSource; photonPersistentDisk *PhotonPersistentDiskVolumeSource; projected *ProjectedVolumeSource; portworxVolume *PortworxVolumeSource; scaleIO *ScaleIOVolumeSource; StorageOS=storageos *StorageOSVolumeSource; CSI=csi *CSIVolumeSource; ephemeral *EphemeralVolumeSource; image *ImageVolumeSource',
  VolumeDevice:
    'name string!; devicePath string!',
  VolumeMount:
    'name string!; readOnly bool; recursiveReadOnly *string; mountPath string!; subPath string; mountPropagation *string; subPathExpr string',
  VolumeMountStatus:
    'name string!; mountPath string!; readOnly bool; recursiveReadOnly *string; volumeStatus *VolumeStatus',
  VolumeProjection:
    'secret *SecretProjection; downwardAPI *DownwardAPIProjection; configMap *ConfigMapProjection; serviceAccountToken *ServiceAccountTokenProjection; clusterTrustBundle *ClusterTrustBundleProjection; podCertificate *PodCertificateProjection',
  VolumeResourceRequirements:
    'limits {quantity}; requests {quantity}',
  VolumeStatus:
    'image *ImageVolumeStatus',
  VsphereVirtualDiskVolumeSource:
    'volumePath string!; FSType=fsType string; storagePolicyName string; storagePolicyID string',
  WeightedPodAffinityTerm:
    'weight int!; podAffinityTerm PodAffinityTerm!',
  WindowsSecurityContextOptions:
    'GMSACredentialSpecName=gmsaCredentialSpecName *string; GMSACredentialSpec=gmsaCredentialSpec *string; runAsUserName *string; hostProcess *bool',
};
